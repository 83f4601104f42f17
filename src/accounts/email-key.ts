/** An address without regard to case: by this one it is unique. */
export function emailKeyOf(email: string): string {
  return email.normalize('NFKC').toLowerCase()
}
