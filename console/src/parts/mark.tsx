/** The sign of Hubtrust: two servers that hold each other's key. */
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="8.5" cy="12" r="5.5" fill="none" stroke="currentColor" strokeWidth="2.4" />
      <circle cx="15.5" cy="12" r="5.5" fill="none" stroke="currentColor" strokeWidth="2.4" />
    </svg>
  )
}
