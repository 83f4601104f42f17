import document from '../../docs/how-it-works.md?url'

/** The document for those who want to learn more. The build puts it beside the page, as text. */
export const HowItWorksLink = () => (
  <a href={document} target="_blank" rel="noreferrer">
    How it works
  </a>
)
