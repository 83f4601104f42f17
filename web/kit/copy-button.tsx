import { useState } from 'preact/hooks'
import { Button } from './button.js'

/** Copies a text to the clipboard. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready')
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setState('copied')
    } catch {
      setState('failed')
    }
    setTimeout(() => setState('ready'), 2000)
  }
  const said = { ready: label, copied: 'Copied', failed: 'Not allowed to copy' }[state]
  return (
    <Button onClick={copy}>
      <span aria-live="polite">{said}</span>
    </Button>
  )
}
