export function Watch() {
  return <h1>Watch it die</h1>
}
