// Names what passed only at its second try, then counts: `N passed, N failed`.
import { readFileSync } from 'node:fs'

function* told(path) {
  let report
  try {
    report = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    yield `no test report: ${error.message}`
    yield '0 passed, 1 failed'
    return
  }
  let failed = report.numFailedTests
  for (const { name, status, assertionResults: tests } of report.testResults) {
    // A file that broke outside its tests.
    if (status === 'failed' && tests.every((test) => test.status !== 'failed')) failed += 1
    for (const { title, failureMessages, ...test } of tests)
      if (test.status === 'passed' && failureMessages.length > 0)
        yield `Only at its second try: ${name} > ${title}\n${failureMessages[0]}\n`
  }
  yield `${report.numPassedTests} passed, ${failed} failed`
}

const [, , path] = process.argv
for (const line of told(path)) process.stdout.write(`${line}\n`)
