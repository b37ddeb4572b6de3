import type { AreaTexts } from './catalogue.ts'

/** The first step of the technician's page: a new box becomes the hub of a store. */
export const setupClaimTexts = {
  'setup.claim': { en: 'Claim this box', mn: 'Энэ хайрцгийг бүртгэх' },
  'setup.claim.how': {
    en: 'HQ makes a code for the store, under “New claim code”. It works once, for 15 minutes.',
    mn: 'Төв оффис «Шинэ бүртгэх код» хэсэгт дэлгүүрийн код үүсгэнэ. Код 15 минутын дотор нэг л удаа үйлчилнэ.',
  },
  'setup.claim.code': { en: 'Code from HQ', mn: 'Төв оффисын код' },
  'setup.claim.code.form': {
    en: 'A code looks like nom-4F7K2M9Q.',
    mn: 'Код nom-4F7K2M9Q хэлбэртэй байна.',
  },
  'setup.claim.url': { en: 'Address of the cloud', mn: 'Үүлний хаяг' },
  'setup.claim.url.form': {
    en: 'As HQ gave it: it looks like https://cloud.example.com.',
    mn: 'Төв оффисоос өгсөн хаяг: https://cloud.example.com хэлбэртэй байна.',
  },
  'setup.claim.go': { en: 'Claim', mn: 'Бүртгэх' },
  'setup.claim.again': { en: 'Try again now', mn: 'Одоо дахин оролдох' },
  'setup.claim.asking': { en: 'Asking the cloud…', mn: 'Үүлнээс асууж байна…' },
  'setup.claim.refused': {
    en: 'The cloud does not take this code: it is wrong, was used before, or is older than 15 minutes. Ask HQ for a new one.',
    mn: 'Үүл энэ кодыг авсангүй: код буруу, өмнө ашигласан, эсвэл 15 минутаас хуучин байна. Төв оффисоос шинэ код авна уу.',
  },
  'setup.claim.silent': {
    en: 'No answer from {{url}}. Check the internet of the box, and the address. It is tried again by itself, also after a restart.',
    mn: '{{url}} хариу өгөхгүй байна. Хайрцгийн интернэт, мөн хаягийг шалгана уу. Дахин асаасан ч өөрөө үргэлжлүүлэн оролдоно.',
  },
  'setup.claim.address': {
    en: 'Something else than the cloud answers at {{url}}. Check the address, or whether this network wants a sign-in. It is tried again by itself.',
    mn: '{{url}} хаягт үүл биш өөр зүйл хариулж байна. Хаяг, мөн сүлжээ нэвтрэлт шаардаж байгаа эсэхийг шалгана уу. Өөрөө дахин оролдоно.',
  },
  'setup.claim.step.claimed': { en: 'Claimed', mn: 'Бүртгэгдсэн' },
  'setup.claim.step.store': { en: 'Claimed for {{store}}', mn: 'Бүртгэгдсэн: {{store}}' },
  'setup.claim.step.copy': { en: 'Products and prices', mn: 'Бараа, үнэ' },
  'setup.claim.step.copying': {
    en: 'Products and prices are coming',
    mn: 'Бараа, үнэ татаж байна',
  },
  'setup.claim.step.percent': {
    en: 'Products and prices are coming: {{percent}} %',
    mn: 'Бараа, үнэ татаж байна: {{percent}} %',
  },
  'setup.claim.step.copied': { en: 'Products and prices are here', mn: 'Бараа, үнэ ирсэн' },
  'setup.claim.step.selling': { en: 'Ready to sell', mn: 'Борлуулалтад бэлэн' },
  'setup.claim.stuck': {
    en: 'It does not go on: {{reason}}',
    mn: 'Үргэлжлэхгүй байна: {{reason}}',
  },
} as const satisfies AreaTexts
