import type { AreaTexts } from './catalogue.ts'

/** A printer's logo on the technician's page. */
export const setupLogoTexts = {
  'setup.logo': { en: 'Logo', mn: 'Лого' },
  'setup.logo.how': {
    en: 'A PNG picture of at most 32 KB. It stands at the head of receipts, in black and white.',
    mn: '32 КБ хүртэлх PNG зураг. Баримтын дээд талд хар цагаанаар хэвлэгдэнэ.',
  },
  'setup.logo.choose': { en: 'Choose a picture', mn: 'Зураг сонгох' },
  'setup.logo.preview': { en: 'The logo as it is printed', mn: 'Хэвлэгдэх лого' },
  'setup.logo.remove': { en: 'Take it off', mn: 'Лого авах' },
  'setup.logo.kept': {
    en: 'Kept. Print a test page and look at it.',
    mn: 'Хадгаллаа. Туршилтын хуудас хэвлээд хараарай.',
  },
  'setup.logo.removed': {
    en: 'Receipts are printed without a logo.',
    mn: 'Баримт логогүй хэвлэгдэнэ.',
  },
  'setup.logo.no-png': {
    en: '{{name}} is no PNG picture. Save it as PNG in a paint program and choose that.',
    mn: '{{name}} PNG зураг биш байна. Зургийн програмаар PNG болгож хадгалаад сонгоно уу.',
  },
  'setup.logo.too-large': {
    en: '{{name}} has {{size}} KB; at most 32 go. Make it smaller, or save it with fewer colours.',
    mn: '{{name}} {{size}} КБ байна; дээд хэмжээ 32. Зургийг жижигрүүлэх, эсвэл цөөн өнгөтэй хадгална уу.',
  },
  'setup.logo.too-wide': {
    en: '{{name}} is {{width}} × {{height}} dots; at most 2000 × 2000 go. Make it smaller.',
    mn: '{{name}} {{width}} × {{height}} цэгтэй байна; дээд хэмжээ 2000 × 2000. Жижигрүүлнэ үү.',
  },
  'setup.logo.broken': {
    en: '{{name}} is damaged: it cannot be drawn. Save it anew.',
    mn: '{{name}} гэмтсэн: зурж чадсангүй. Шинээр хадгална уу.',
  },
} as const satisfies AreaTexts
