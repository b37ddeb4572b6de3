import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { hrefOf, type PageName, pageGroups, route } from '../route.ts'
import { companies, company, group, signOut } from '../session.ts'
import { t } from '../texts.ts'
import { LanguageChoice } from '../ui/language-choice.tsx'
import { CompanyChoice } from './company-choice.tsx'
import './nav.css'

export function Nav(): JSX.Element {
  const { page: here } = route.value
  useEffect(() => {
    // On a phone the pages stand in one row that scrolls.
    document
      .querySelector('.pages [aria-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [here])
  return (
    <div class="side">
      <div class="side-top">
        <span class="brand">Kassahub</span>
        <span class="group">{group.value}</span>
      </div>
      {companies.value.length > 1 ? (
        <CompanyChoice />
      ) : (
        <p class="company-name">{company.value?.name}</p>
      )}
      <nav aria-label={t('console.nav')}>
        <ul class="page-groups">
          {pageGroups.map(({ name, pages }) => (
            <li key={name}>
              <h2 id={`nav-${name}`}>{t(`console.nav.group.${name}`)}</h2>
              <ul class="pages" aria-labelledby={`nav-${name}`}>
                {pages.map((page) => (
                  <li key={page}>
                    <PageLink page={page} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </nav>
      <div class="side-foot">
        <LanguageChoice />
        <a class="quiet-link" href="/docs" target="_blank" rel="noreferrer">
          {t('console.nav.docs')}
        </a>
        <button type="button" class="button" data-name="sign-out" onClick={() => signOut()}>
          {t('console.sign-out')}
        </button>
      </div>
    </div>
  )
}

function PageLink({ page }: { readonly page: PageName }): JSX.Element {
  const isHere = route.value.page === page
  return (
    <a
      href={hrefOf({ page, company: company.value?.code ?? null })}
      aria-current={isHere ? 'page' : undefined}
      data-page={page}
    >
      {t(`console.nav.${page}`)}
    </a>
  )
}
