import type { AreaTexts } from './catalogue.ts'

/** A device that stands at an address of the store's network. */
export const setupNetworkTexts = {
  'setup.network.form': {
    en: 'Type an IP address, as 192.168.1.50.',
    mn: 'IP хаяг бичнэ үү, жишээ нь 192.168.1.50.',
  },
  'setup.network.nothing': {
    en: 'Nothing answers at this address. Check its power and network cable, and the address on its own test print.',
    mn: 'Энэ хаягт хариу алга. Тэжээл, сүлжээний утас, төхөөрөмжийн өөрийнх нь хэвлэсэн хаягийг шалгана уу.',
  },
} as const satisfies AreaTexts
