/** What stands between words and makes nothing harder to guess. */
export const separator = /[\s._@+-]/
export const separators = new RegExp(separator, 'g')
