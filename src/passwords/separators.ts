/** Characters between words, which do not make a password harder to guess. */
export const separator = /[\s._@+-]/
export const separators = new RegExp(separator, 'g')
