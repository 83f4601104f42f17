const isPackage = /\bstarwars-api(?:\.[jt]s)?$/.test(String(process.argv[1]))

/** Returns the start of a command that the user can repeat: the package has no npm scripts. */
export const commandOf = (verb: string) =>
  isPackage ? `npx starwars-api ${verb}` : `npm run --silent ${verb} --`
