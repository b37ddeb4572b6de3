import type { AreaTexts } from './catalogue.ts'

/** The technician's page: devices of a store, from the port to the printed letter. */
export const setupTexts = {
  'setup.title': { en: 'Set up devices', mn: 'Төхөөрөмж тохируулах' },
  'setup.language': { en: 'Language', mn: 'Хэл' },
  'setup.sign-in': { en: 'Sign in', mn: 'Нэвтрэх' },
  'setup.sign-out': { en: 'Sign out', mn: 'Гарах' },
  'setup.token': { en: 'Admin token of the hub', mn: 'Төв хайрцгийн админ токен' },
  'setup.token.how': {
    en: 'It stands in the file admin-token in the hub’s data folder. It is forgotten when this page is closed.',
    mn: 'Төв хайрцгийн өгөгдлийн хавтасны admin-token файлд бий. Хуудсыг хаахад мартагдана.',
  },
  'setup.token.wrong': {
    en: 'The hub does not know this token.',
    mn: 'Төв хайрцаг энэ токеныг танихгүй байна.',
  },
  'setup.no-answer': {
    en: 'The hub does not answer. Trying again…',
    mn: 'Төв хайрцаг хариу өгөхгүй байна. Дахин оролдож байна…',
  },
  'setup.cancel': { en: 'Cancel', mn: 'Болих' },
  'setup.save': { en: 'Save', mn: 'Хадгалах' },

  'setup.devices': { en: 'Devices', mn: 'Төхөөрөмж' },
  'setup.devices.none': {
    en: 'None is set up yet. Choose what was found below.',
    mn: 'Тохируулсан төхөөрөмж алга. Доорх олдсоноос сонгоно уу.',
  },
  'setup.kind.receipt-printer': { en: 'Receipt printer', mn: 'Баримт хэвлэгч' },
  'setup.kind.barcode-scanner': { en: 'Barcode scanner', mn: 'Баркод уншигч' },
  'setup.kind.card-reader': { en: 'Card reader', mn: 'Карт уншигч' },
  'setup.kind.customer-display': { en: 'Customer display', mn: 'Худалдан авагчийн дэлгэц' },
  'setup.kind.scale': { en: 'Scale', mn: 'Жин' },
  'setup.kind.reserved-line': { en: 'Not ours: leave it alone', mn: 'Манайх биш: бүү хөнд' },
  'setup.state.works': { en: 'Works', mn: 'Ажиллаж байна' },
  'setup.state.look': { en: 'Look at it', mn: 'Шалгана уу' },
  'setup.state.off': { en: 'Does not work', mn: 'Ажиллахгүй байна' },
  'setup.state.reserved': { en: 'Reserved', mn: 'Нөөцөлсөн' },
  'setup.state.waiting': { en: 'Waiting for its gateway', mn: 'Гарцаа хүлээж байна' },
  'setup.tills.all': { en: 'all tills', mn: 'бүх касс' },
  'setup.tills.none': { en: 'no till yet', mn: 'касс оноогоогүй' },
  'setup.tills.some': { en: 'till {{tills}}', mn: 'касс {{tills}}' },
  'setup.paper.low': { en: 'The paper is nearly out.', mn: 'Цаас дуусаж байна.' },

  'setup.test': { en: 'Test', mn: 'Турших' },
  'setup.test.page': { en: 'Test page', mn: 'Туршилтын хуудас' },
  'setup.test.printing': { en: 'Printing…', mn: 'Хэвлэж байна…' },
  'setup.test.printed': { en: 'The test page is printed.', mn: 'Туршилтын хуудас хэвлэгдлээ.' },
  'setup.test.read': { en: 'Read: {{data}}', mn: 'Уншсан: {{data}}' },
  'setup.test.card': { en: 'A card was read.', mn: 'Карт уншигдлаа.' },
  'setup.test.show-something': {
    en: 'Show it something within 10 seconds…',
    mn: '10 секундэд багтаан юм уншуулна уу…',
  },
  'setup.test.weight': { en: 'On the scale: {{weight}} kg', mn: 'Жин дээр: {{weight}} кг' },
  'setup.test.weighing': { en: 'Weighing…', mn: 'Жинлэж байна…' },
  'setup.test.shown': {
    en: 'A text was sent: can it be read on the display?',
    mn: 'Текст илгээлээ: дэлгэц дээр уншигдаж байна уу?',
  },

  'setup.letters': { en: 'Letters', mn: 'Үсэг' },
  'setup.letters.how': {
    en: 'The printer prints a numbered list. Find the line where {{sample}} can be read, and type its number.',
    mn: 'Хэвлэгч дугаартай жагсаалт хэвлэнэ. {{sample}} уншигдаж буй мөрийг олж дугаарыг нь бичнэ үү.',
  },
  'setup.letters.none': {
    en: 'No such line? Leave it empty: those letters are drawn, which prints slower.',
    mn: 'Тийм мөр алга уу? Хоосон үлдээнэ үү: үсгийг зурж хэвлэнэ, арай удаан.',
  },
  'setup.letters.print': { en: 'Print the list', mn: 'Жагсаалт хэвлэх' },
  'setup.letters.printed': {
    en: 'The list is on its way to the printer.',
    mn: 'Жагсаалтыг хэвлэгч рүү илгээлээ.',
  },
  'setup.letters.number': {
    en: 'Number of the line with {{sample}}',
    mn: '{{sample}} байгаа мөрийн дугаар',
  },
  'setup.letters.wrong': {
    en: 'A number from 0 to 255, as it stands on the list.',
    mn: 'Жагсаалтад байгаа 0-ээс 255 хүртэлх тоо.',
  },
  'setup.letters.kept': {
    en: 'Kept. Print a test page and read it.',
    mn: 'Хадгаллаа. Туршилтын хуудас хэвлээд уншаарай.',
  },

  'setup.change': { en: 'Change', mn: 'Өөрчлөх' },
  'setup.history': { en: 'History', mn: 'Түүх' },
  'setup.history.none': { en: 'Nothing yet.', mn: 'Одоогоор алга.' },
  'setup.remove': { en: 'Remove', mn: 'Хасах' },
  'setup.remove.sure': {
    en: 'Remove {{name}}? What waits to be printed there is not printed.',
    mn: '{{name}}-г хасах уу? Тэнд хүлээж буй хэвлэлт хэвлэгдэхгүй.',
  },
  'setup.remove.yes': { en: 'Yes, remove', mn: 'Тийм, хас' },

  'setup.found': { en: 'Found', mn: 'Олдсон' },
  'setup.found.gateway': { en: 'Gateway {{gateway}}', mn: 'Гарц {{gateway}}' },
  'setup.found.gateway.off': {
    en: 'This gateway is not running: this is what it saw last.',
    mn: 'Энэ гарц ажиллахгүй байна: сүүлд харсан нь энэ.',
  },
  'setup.found.no-gateway': {
    en: 'No gateway has reported yet. Start it, with this hub’s address and the token of the file gateway-token.',
    mn: 'Гарц холбогдоогүй байна. Энэ төв хайрцгийн хаяг, gateway-token файлын токентой нь асаана уу.',
  },
  'setup.found.none': {
    en: 'Nothing is plugged in here. What you plug in appears within seconds.',
    mn: 'Энд юу ч залгаагүй байна. Залгасан зүйл хэдхэн секундэд гарч ирнэ.',
  },
  'setup.found.used': { en: 'Set up as {{name}}', mn: '{{name}} болгон тохируулсан' },
  'setup.found.serial': { en: 'Serial port', mn: 'Цуваа порт' },
  'setup.found.usb': { en: 'USB printer', mn: 'USB хэвлэгч' },
  'setup.found.virtual': { en: 'For trying, without a cable', mn: 'Туршихад, утасгүй' },
  'setup.found.network': { en: 'Network printer', mn: 'Сүлжээний хэвлэгч' },
  'setup.found.network.how': {
    en: 'Set up by its address; it is not searched for.',
    mn: 'Хаягаар нь тохируулна; хайхгүй.',
  },
  'setup.adopt': { en: 'Set up', mn: 'Тохируулах' },
  'setup.probe': { en: 'Look what this is', mn: 'Юу болохыг шалгах' },
  'setup.probe.asking': { en: 'Asking…', mn: 'Асууж байна…' },
  'setup.probe.receipt-printer': {
    en: 'A receipt printer answers at {{line}}.',
    mn: 'Баримт хэвлэгч {{line}} дээр хариуллаа.',
  },
  'setup.probe.receipt-printer.usb': {
    en: 'A receipt printer answers.',
    mn: 'Баримт хэвлэгч хариуллаа.',
  },
  'setup.probe.scale': {
    en: 'A scale (Mettler 8217) answers at {{line}}.',
    mn: 'Жин (Mettler 8217) {{line}} дээр хариуллаа.',
  },
  'setup.probe.payment-terminal': {
    en: 'A payment terminal (ZVT) answers at {{line}}.',
    mn: 'Төлбөрийн терминал (ZVT) {{line}} дээр хариуллаа.',
  },
  'setup.probe.fiscal-printer': {
    en: 'A fiscal printer (Shtrih-M) answers at {{line}}.',
    mn: 'Фискал хэвлэгч (Штрих-М) {{line}} дээр хариуллаа.',
  },
  'setup.probe.nothing': {
    en: 'Nothing answers. Check power, cable and speed; scanners, card readers and displays never answer: set them up by hand.',
    mn: 'Хариу алга. Тэжээл, утас, хурдыг шалгана уу. Уншигч, дэлгэц хариу өгдөггүй: гараар тохируулна уу.',
  },
  'setup.probe.tried': { en: 'Tried: {{tried}}', mn: 'Шалгасан: {{tried}}' },
  'setup.probe.refused': { en: 'It was not asked', mn: 'Асуусангүй' },

  'setup.field.kind': { en: 'What is it?', mn: 'Юу вэ?' },
  'setup.field.name': { en: 'Name', mn: 'Нэр' },
  'setup.field.profile': { en: 'Model', mn: 'Загвар' },
  'setup.field.columns': { en: 'Letters on a line', mn: 'Мөрийн үсгийн тоо' },
  'setup.field.drawer': { en: 'A cash drawer hangs on it', mn: 'Мөнгөний шургуулга залгасан' },
  'setup.field.tills': { en: 'Tills that print here', mn: 'Энд хэвлэх касс' },
  'setup.field.tills.how': {
    en: 'None chosen = all that no other printer names.',
    mn: 'Сонгоогүй бол өөр хэвлэгчгүй бүх касс.',
  },
  'setup.field.till': { en: 'Till', mn: 'Касс' },
  'setup.field.till.none': { en: 'No till yet', mn: 'Одоогоор үгүй' },
  'setup.field.tills.unpaired': { en: 'No till is paired yet.', mn: 'Холбосон касс алга.' },
  'setup.field.reader': { en: 'Kind of cards', mn: 'Картын төрөл' },
  'setup.field.display': { en: 'Language of the display', mn: 'Дэлгэцийн хэл (протокол)' },
  'setup.field.use': { en: 'What drives it?', mn: 'Юу ажиллуулдаг вэ?' },
  'setup.use.payment': { en: 'A payment terminal', mn: 'Төлбөрийн терминал' },
  'setup.use.fiscal': { en: 'A fiscal printer', mn: 'Фискал хэвлэгч' },
  'setup.use.other': { en: 'Another program', mn: 'Өөр програм' },
  'setup.field.speed': { en: 'Speed', mn: 'Хурд' },
  'setup.field.framing': { en: 'Framing', mn: 'Кадр' },
  'setup.field.flow': { en: 'Flow control', mn: 'Урсгалын удирдлага' },
  'setup.flow.none': { en: 'None', mn: 'Байхгүй' },
  'setup.field.host': { en: 'Address', mn: 'Хаяг' },
  'setup.field.missing': { en: 'Fill this in.', mn: 'Бөглөнө үү.' },
  'setup.field.too-small': { en: 'At least {{limit}}.', mn: 'Хамгийн багадаа {{limit}}.' },
  'setup.field.too-big': { en: 'At most {{limit}}.', mn: 'Ихдээ {{limit}}.' },
  'setup.field.too-short': {
    en: 'At least {{limit}} characters.',
    mn: 'Хамгийн багадаа {{limit}} тэмдэгт.',
  },
  'setup.field.too-long': { en: 'At most {{limit}} characters.', mn: 'Ихдээ {{limit}} тэмдэгт.' },
  'setup.field.host.wanted': {
    en: 'Type its address, as 192.168.1.50.',
    mn: 'Хаягийг бичнэ үү, жишээ нь 192.168.1.50.',
  },
  'setup.field.port': { en: 'Port', mn: 'Порт' },
  'setup.reader.magstripe': { en: 'Magnetic stripe', mn: 'Соронзон зурвас' },
  'setup.reader.rdm6300': { en: 'RFID tags (EM4100)', mn: 'RFID шошго (EM4100)' },
  'setup.reader.wiegand': { en: 'Wiegand, as text', mn: 'Wiegand, текстээр' },

  'setup.file': { en: 'All settings as one file', mn: 'Бүх тохиргоо нэг файлд' },
  'setup.file.how': {
    en: 'The same file sets up another box, or this one after a change by hand.',
    mn: 'Энэ файлаар өөр хайрцаг, эсвэл гараар зассан тохиргоог оруулна.',
  },
  'setup.file.save': { en: 'Save file', mn: 'Файл хадгалах' },
  'setup.file.load': { en: 'Load file', mn: 'Файл оруулах' },
  'setup.file.sure': {
    en: 'The file names {{n}}. Set up what it says? Devices that it does not name are removed.',
    mn: 'Файлын {{n}} төхөөрөмжийг тохируулах уу? Файлд байхгүй төхөөрөмж хасагдана.',
  },
  'setup.file.yes': { en: 'Yes, load', mn: 'Тийм, оруул' },
  'setup.file.done': {
    en: 'Set up by the file: {{n}}.',
    mn: 'Файлаар тохируулсан төхөөрөмж: {{n}}.',
  },
  'setup.file.broken': {
    en: 'This file is not JSON: {{why}}',
    mn: 'Энэ файл JSON биш байна: {{why}}',
  },

  /** On the printed test page, in the store’s language. */
  'setup.paper.title': {
    en: 'Test page',
    mn: 'Туршилтын хуудас',
    ro: 'Pagină de test',
    ru: 'Пробная страница',
    cs: 'Zkušební stránka',
  },
} as const satisfies AreaTexts
