import type { TroubleCode } from '../contracts/trouble.ts'
import type { AreaTexts } from './catalogue.ts'

/** What can be wrong with the hub's box, `trouble.<code>`, and what to do about it, `….fix`. */
export const troubleTexts = {
  'trouble.disk-archives': {
    en: "The hub's disk has {{freeMiB}} MiB left: prints are kept for a day only.",
    mn: 'Төв төхөөрөмжийн дискэнд {{freeMiB}} МиБ үлдсэн тул хэвлэлтийг зөвхөн нэг хоног хадгална.',
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
  'trouble.disk-fails': {
    en: "The hub's disk refuses writes ({{reason}}): sales are saved, but its log cannot be put away.",
    mn: 'Төв төхөөрөмжийн диск бичилт хүлээж авахгүй байна ({{reason}}): борлуулалт хадгалагдсан ч журналыг цэгцэлж чадахгүй байна.',
  },
  'trouble.disk-fails.fix': {
    en: 'Tell the technician: free space on the disk. If this stays, make a backup and change the disk.',
    mn: 'Техникчид хэлж, дискийг цэвэрлүүлнэ үү. Хэвээр байвал нөөц хуулбар аваад дискийг солино уу.',
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
  'trouble.replica-damaged': {
    en: "The hub's copy of products and prices cannot be read from its disk.",
    mn: 'Төв төхөөрөмж дээрх бараа, үнийн хуулбар дискнээс уншигдахгүй байна.',
  },
  'trouble.replica-damaged.fix': {
    en: 'A new copy is being loaded by itself, once the internet is there. If this comes again, have the disk changed.',
    mn: 'Интернэттэй бол шинэ хуулбар өөрөө татагдана. Дахин гарвал дискийг солиулна уу.',
  },
  'trouble.replica-no-room': {
    en: "A new copy of products and prices is needed, and the hub's disk has no room for it.",
    mn: 'Бараа, үнийн шинэ хуулбар хэрэгтэй боловч төв төхөөрөмжийн дискэнд багтахгүй байна.',
  },
  'trouble.replica-no-room.fix': {
    en: 'Have space freed on the hub (its log says how much); the copy is then loaded by itself.',
    mn: 'Төв төхөөрөмжид зай гаргуулна уу (хэмжээ нь логт бий); дараа нь хуулбар өөрөө татагдана.',
  },
  'trouble.replica-refused': {
    en: 'The cloud has not given this hub its products and prices for {{minutes}} min.',
    mn: 'Үүл энэ төв төхөөрөмжид бараа, үнийг {{minutes}} минутын турш өгөхгүй байна.',
  },
  'trouble.replica-refused.fix': {
    en: 'Ask head office whether this hub was revoked. Selling goes on with the prices of then.',
    mn: 'Энэ төв төхөөрөмжийг хүчингүй болгосон эсэхийг төв оффисоос лавлана уу. Тэр үеийн үнээр борлуулж болно.',
  },
  'trouble.replica-stuck': {
    en: 'Products and prices have not been brought up to date for {{minutes}} min.',
    mn: 'Бараа, үнэ {{minutes}} минутын турш шинэчлэгдэхгүй байна.',
  },
  'trouble.replica-stuck.fix': {
    en: 'Restart the hub. If this stays, tell the technician, who finds the reason in its log.',
    mn: 'Төв төхөөрөмжийг дахин асаана уу. Хэвээр бол техникчид хэлнэ үү: шалтгаан нь логт бий.',
  },
  'trouble.replica-unreachable': {
    en: 'Products and prices are {{minutes}} min old: the cloud cannot be reached.',
    mn: 'Үүлтэй холбогдохгүй байгаа тул бараа, үнэ {{minutes}} минутын өмнөх хэвээр байна.',
  },
  'trouble.replica-unreachable.fix': {
    en: "Check the hub's internet connection. Selling goes on with the prices of then.",
    mn: 'Төв төхөөрөмжийн интернэт холболтыг шалгана уу. Тэр үеийн үнээр борлуулж болно.',
  },
  'trouble.replica-unchecked': {
    en: 'The copy of products and prices could not be compared with the cloud for {{days}} days.',
    mn: 'Бараа, үнийн хуулбарыг үүлтэй {{days}} хоногийн турш тулгаж чадсангүй.',
  },
  'trouble.replica-unchecked.fix': {
    en: 'Tell the technician: the reason stands in the log of the hub.',
    mn: 'Техникчид хэлнэ үү: шалтгаан нь төв төхөөрөмжийн логт бий.',
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
