/** Whatever a test does, it is the service's own code of which none may stay unreached. */
export default () => [
  'dist/app.js',
  'dist/server.js',
  'dist/{bin,data,migrations,openapi,plugins,routes,schemas,src}/**/*.js'
]
