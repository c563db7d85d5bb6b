import type { ReactNode } from 'react';

/** All are decoration: what they say is beside them in words. */
const Icon = ({ children, size = 16 }: { readonly children: ReactNode; readonly size?: number }) => (
  <svg
    className="icon"
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const LogoMark = ({ size = 32 }: { readonly size?: number }) => (
  <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="9" className="logo-ground" />
    <path d="M10 9v7.5a6 6 0 0 0 12 0V7" className="logo-hook" />
    <path d="m17.6 10.8 4.4-4.4 4.4 4.4" className="logo-tip" />
  </svg>
);

export const RestartIcon = () => (
  <Icon>
    <path d="M3 8a5 5 0 1 0 1.6-3.7L3 5.8" />
    <path d="M3 2.6v3.2h3.2" />
  </Icon>
);
export const DocsIcon = () => (
  <Icon>
    <path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" />
  </Icon>
);
export const SendIcon = () => (
  <Icon size={18}>
    <path d="M8 13V3M3.8 7.2 8 3l4.2 4.2" />
  </Icon>
);
export const CodeIcon = () => (
  <Icon>
    <path d="M6 3C4.4 3 4.4 4 4.4 5.2S4 8 2.6 8C4 8 4.4 9.6 4.4 10.8S4.4 13 6 13M10 3c1.6 0 1.6 1 1.6 2.2S12 8 13.4 8c-1.4 0-1.8 1.6-1.8 2.8S11.6 13 10 13" />
  </Icon>
);
export const EyeIcon = () => (
  <Icon>
    <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8Z" />
    <circle cx="8" cy="8" r="1.8" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);
export const DotsIcon = () => (
  <svg className="icon" width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
    <circle cx="8" cy="3" r="1.5" />
    <circle cx="8" cy="8" r="1.5" />
    <circle cx="8" cy="13" r="1.5" />
  </svg>
);
export const CaretIcon = () => (
  <Icon size={12}>
    <path d="m3 6 5 5 5-5" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m3 8.5 3.2 3.2L13 5" />
  </Icon>
);
export const PlayIcon = () => (
  <Icon>
    <path d="M5 3.4v9.2L12.4 8 5 3.4Z" />
  </Icon>
);
export const GuideIcon = () => (
  <Icon>
    <path d="M3 3.2h3.4A1.8 1.8 0 0 1 8 5v8a1.6 1.6 0 0 0-1.6-1.4H3V3.2ZM13 3.2H9.6A1.8 1.8 0 0 0 8 5v8a1.6 1.6 0 0 1 1.6-1.4H13V3.2Z" />
  </Icon>
);
export const PersonIcon = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <circle cx="8" cy="5.4" r="2.4" />
    <path d="M3.4 13c.5-2.5 2.2-3.8 4.6-3.8s4.1 1.3 4.6 3.8" />
  </Icon>
);
export const StarIcon = () => (
  <Icon>
    <path d="m8 2.4 1.7 3.6 3.9.5-2.9 2.7.8 3.9L8 11.2l-3.5 1.9.8-3.9-2.9-2.7 3.9-.5L8 2.4Z" />
  </Icon>
);
export const DotIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="2" />
  </Icon>
);
export const ShieldIcon = () => (
  <Icon>
    <path d="M8 1.8 3 3.6v3.9c0 3.2 2.1 5.5 5 6.7 2.9-1.2 5-3.5 5-6.7V3.6L8 1.8Z" />
    <path d="m5.8 8 1.6 1.6 2.8-3" />
  </Icon>
);
export const ArrowIcon = () => (
  <Icon>
    <path d="M3 8h10M9 4l4 4-4 4" />
  </Icon>
);
export const HeadsetIcon = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <path d="M3 9.6V8a5 5 0 0 1 10 0v1.6" />
    <path d="M3 9.2h1.6v3.4H3.8A.8.8 0 0 1 3 11.8V9.2ZM13 9.2h-1.6v3.4h.8a.8.8 0 0 0 .8-.8V9.2ZM11.4 12.6c0 1-.9 1.6-2.2 1.6" />
  </Icon>
);
export const GearIcon = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <path d="M2.4 4.4h5.2M10.6 4.4h3M2.4 8h1.8M7.2 8h6.4M2.4 11.6h6.4M11.8 11.6h1.8" />
    <circle cx="9.1" cy="4.4" r="1.5" />
    <circle cx="5.7" cy="8" r="1.5" />
    <circle cx="10.3" cy="11.6" r="1.5" />
  </Icon>
);
export const KeyIcon = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <circle cx="5.2" cy="10.8" r="2.8" />
    <path d="m7.2 8.8 6-6M10.4 5.6l2 2M12 4l1.4 1.4" />
  </Icon>
);
export const LockIcon = () => (
  <Icon size={12}>
    <rect x="3.4" y="7" width="9.2" height="6.4" rx="1.4" />
    <path d="M5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7" />
  </Icon>
);
export const ClockIcon = () => (
  <Icon size={12}>
    <circle cx="8" cy="8" r="5.6" />
    <path d="M8 4.8V8l2.2 1.4" />
  </Icon>
);
export const ListIcon = () => (
  <Icon>
    <circle cx="3.4" cy="4" r="1" />
    <circle cx="3.4" cy="8" r="1" />
    <circle cx="3.4" cy="12" r="1" />
    <path d="M6.6 4h6.6M6.6 8h6.6M6.6 12h6.6" />
  </Icon>
);
