/** A few drawings of one weight. They say nothing that words beside them do not say. */
const PATHS = {
  overview: 'M3 12l9-8 9 8M6 10v10h12V10',
  map: 'M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z',
  certificates: 'M5 3h14v11H5zM8 7h8M8 10h5M10 14v7l2-2 2 2v-7',
  events: 'M4 6h16M4 12h16M4 18h10',
  doctor: 'M3 12h4l3-7 4 14 3-7h4',
  directory: 'M4 5h16v5H4zM4 14h16v5H4zM8 7.5h.01M8 16.5h.01',
  trace: 'M4 18V9M9 18V5M14 18v-7M19 18V8',
  lab: 'M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.5 15h9',
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M4 12.5l5 5L20 6.5',
  cross: 'M6 6l12 12M18 6L6 18',
  alert: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  display: 'M12 3v18M12 3a9 9 0 0 1 0 18 9 9 0 0 1 0-18',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
  minus: 'M6 12h12',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
