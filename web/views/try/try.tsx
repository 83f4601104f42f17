export function TryIt() {
  return <h1>Try it</h1>
}
