const wordsByCode: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the broker's certificate has ended: make it anew, or set this box's clock",
  CERT_NOT_YET_VALID: "the broker's certificate begins later: set this box's clock",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the broker's certificate is not for the address in KASSA_MQTT_URL: make it for that address",
}
const notVouchedFor =
  "the broker's certificate is not vouched for by KASSA_MQTT_CA: set the file of its certificate"

/** What is wrong with a broker's certificate and what to do (by the code of a TLS error), or null. */
export function certificateFault(error: Error): string | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const isUnknown = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_SIGNATURE/.test(code)
  return wordsByCode[code] ?? (isUnknown ? notVouchedFor : null)
}
