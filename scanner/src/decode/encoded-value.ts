/** A value without a prefix, in a slot that names its vendor: a Kubernetes Secret holds it in base64. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Of as many characters, random base64 decodes to nothing but these once in a million times. */
const CREDENTIAL = /^[A-Za-z0-9._~+/=-]{16,1024}$/;

/** What a value stands for where it is itself encoded, as text that can only have been meant. */
export function encodedValue(value: string): { value: string; encoding: readonly string[] } | undefined {
  if (!BASE64.test(value)) return undefined;
  const decoded = atob(value).replace(/\r?\n$/, '');
  return CREDENTIAL.test(decoded) ? { value: decoded, encoding: ['base64'] } : undefined;
}
