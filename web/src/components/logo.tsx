/** The mark: spans of a trace and the light that falls on them. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0f6f78" />
      <path d="M8 22.5h16" stroke="#bfeff0" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M10 17.5h8" stroke="#7fd9dc" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M14.5 12.5h9" stroke="#e7fbfb" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="10" cy="10.2" r="2.6" fill="#ffd166" />
    </svg>
  );
}
