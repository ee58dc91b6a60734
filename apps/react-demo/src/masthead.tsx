import { Icon } from './icon.tsx'

/** The name of the kit, and the way to the same page in another framework. */
export function Masthead() {
  return (
    <header className="masthead">
      <p className="brand">
        <Icon name="brand" />
        gradium-kit
      </p>
      <nav className="frameworks" aria-label="The same page in">
        <a href="http://127.0.0.1:4301/" aria-current="page">
          React
        </a>
        <a href="http://127.0.0.1:4302/">Vue</a>
      </nav>
    </header>
  )
}
