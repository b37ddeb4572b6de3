import type { TroubleCode } from '../contracts/trouble.ts'
import type { AreaTexts } from './catalogue.ts'

/** What can be wrong with the hub's box, `trouble.<code>`, and what to do about it, `….fix`. */
export const troubleTexts = {
  'trouble.disk-archives': {
    en: "The hub's disk has {{freeMiB}} MiB left: old prints are no longer kept.",
    mn: 'Төв төхөөрөмжийн дискэнд {{freeMiB}} МиБ үлдсэн тул хуучин хэвлэлтийг хадгалахаа болив.',
  },
  'trouble.disk-archives.fix': {
    en: 'Tell the technician: free space on the disk or put in a larger one.',
    mn: 'Техникчид хэлж, дискийг цэвэрлүүлэх эсвэл томоор солиулна уу.',
  },
  'trouble.disk-replica': {
    en: "The hub's disk has {{freeMiB}} MiB left: a new copy of products and prices would not fit.",
    mn: 'Төв төхөөрөмжийн дискэнд {{freeMiB}} МиБ үлдсэн тул бараа, үнийн шинэ хуулбар багтахгүй.',
  },
  'trouble.disk-replica.fix': {
    en: 'Free space today: below 64 MiB the hub stops selling.',
    mn: 'Өнөөдөртөө зай гаргана уу: 64 МиБ-аас доош болбол борлуулалт зогсоно.',
  },
  'trouble.disk-sales': {
    en: "The hub's disk is full ({{freeMiB}} MiB left): no new sale until there is room.",
    mn: 'Төв төхөөрөмжийн диск дүүрсэн ({{freeMiB}} МиБ үлдсэн): зай гартал борлуулахгүй.',
  },
  'trouble.disk-sales.fix': {
    en: 'Close the shift, which still works, and have space freed on the hub. It sells again by itself.',
    mn: 'Ээлжээ хааж болно. Төв төхөөрөмжид зай гаргуулна уу, дараа нь өөрөө үргэлжлүүлнэ.',
  },
  'trouble.clock-floor': {
    en: "The hub's clock is wrong: it shows a time before the last receipt.",
    mn: 'Төв төхөөрөмжийн цаг буруу: сүүлийн баримтаас өмнөх цагийг зааж байна.',
  },
  'trouble.clock-floor.fix': {
    en: 'Connect the hub to the internet or set its clock; change the battery of its clock.',
    mn: 'Төв төхөөрөмжийг интернэтэд холбох эсвэл цагийг нь тааруулж, цагийн зайг солиулна уу.',
  },
  'trouble.clock-offset': {
    en: "The hub's clock differs from the cloud's by {{minutes}} min.",
    mn: 'Төв төхөөрөмжийн цаг үүлнийхээс {{minutes}} минут зөрж байна.',
  },
  'trouble.clock-offset.fix': {
    en: 'Have the clock of the hub set: receipts carry its time.',
    mn: 'Цагийг нь тааруулуулна уу: баримтад энэ цаг бичигдэнэ.',
  },
  'trouble.journal-salvaged': {
    en: "The hub's disk was damaged: {{kept}} records were saved, {{lost}} could not be read.",
    mn: 'Төв төхөөрөмжийн диск гэмтсэн: {{kept}} бичлэг аврагдаж, {{lost}} уншигдсангүй.',
  },
  'trouble.journal-salvaged.fix': {
    en: 'Check the last receipts of each till, and have the disk changed soon.',
    mn: 'Касс бүрийн сүүлийн баримтуудыг шалгаж, дискийг удалгүй солиулна уу.',
  },
  'trouble.replica-differs': {
    en: 'The copy of products and prices on the hub is not that of the cloud ({{tables}}).',
    mn: 'Төв төхөөрөмж дээрх бараа, үнийн хуулбар үүлнийхээс зөрж байна ({{tables}}).',
  },
  'trouble.replica-differs.fix': {
    en: 'A new copy is being loaded by itself. If this stays for a day, tell the technician.',
    mn: 'Шинэ хуулбар өөрөө татагдаж байна. Нэг хоногийн дараа ч хэвээр бол техникчид хэлнэ үү.',
  },
  'trouble.card-worn': {
    en: "The hub's memory card is worn out: it may fail any day.",
    mn: 'Төв төхөөрөмжийн санах карт элэгдсэн: хэдийд ч эвдэрч магадгүй.',
  },
  'trouble.card-worn.fix': {
    en: 'Have a new card put in soon; make a backup before.',
    mn: 'Удахгүй шинэ карт тавиулна уу; өмнө нь нөөц хуулбар хийгээрэй.',
  },
  'trouble.version-fell-back': {
    en: 'Version {{wanted}} did not start: the hub works on with version {{running}}.',
    mn: '{{wanted}} хувилбар ажиллаж эхэлсэнгүй: төв төхөөрөмж {{running}} хувилбараар үргэлжлүүлж байна.',
  },
  'trouble.version-fell-back.fix': {
    en: 'Selling goes on. Tell the technician, who finds the reason in the log and switches again.',
    mn: 'Борлуулалт үргэлжилнэ. Техникчид хэлнэ үү: шалтгааныг логоос хараад дахин шилжүүлнэ.',
  },
} as const satisfies AreaTexts &
  Record<`trouble.${TroubleCode}` | `trouble.${TroubleCode}.fix`, { en: string; mn: string }>
