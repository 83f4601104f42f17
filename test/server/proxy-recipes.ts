import { codeBlocks } from '../docs/code-blocks.js'

/** The addresses of the instances in the recipes. */
const documented = ['127.0.0.1:3001', '127.0.0.1:3002']

/** Returns a recipe of the documentation for instances of a test, without TLS. */
function adapt(recipe: string, port: number, instances: readonly number[]): string {
  return documented
    .reduce((text, address, i) => text.replaceAll(address, `127.0.0.1:${instances[i]}`), recipe)
    .replace(/^ *ssl_.*\n/gm, '')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replace(/bind :443 .*/, `bind 127.0.0.1:${port}`)
}

/** Returns the content of nginx's block `http`, by the port on which it listens. */
export function nginxRecipe(instances: readonly number[], { isUnderPath = false } = {}) {
  const [root = '', underPath = ''] = codeBlocks('docs/deployment.md', 'nginx')
  const upstream = root.slice(0, root.indexOf('server {\n  listen'))
  const recipe = isUnderPath ? upstream + underPath : root
  return (port: number) => adapt(recipe, port, instances)
}

export function haproxyRecipe(instances: readonly number[]) {
  const [recipe = ''] = codeBlocks('docs/deployment.md', 'haproxy')
  return (port: number) => adapt(recipe, port, instances)
}
