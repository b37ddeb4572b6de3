// Names what passed only at its second try, then counts: `N passed, N failed`.
import { readFileSync } from 'node:fs'

function count() {
  const [, , path] = process.argv
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'))
    const broken = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    for (const { name, assertionResults } of report.testResults)
      for (const { status, title, failureMessages } of assertionResults)
        if (status === 'passed' && failureMessages.length > 0)
          console.log(`Only at its second try: ${name} > ${title}\n${failureMessages[0]}\n`)
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
  } catch (error) {
    console.error(`no test report: ${error.message}`)
    return { passed: 0, failed: 1 }
  }
}

const { passed, failed } = count()
console.log(`${passed} passed, ${failed} failed`)
