/** No inline script, no request to anywhere else, no frame around it. https://www.w3.org/TR/CSP3/ */
export const contentSecurity = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Swagger UI sets a style on an element of its own; scripts stay as strict as everywhere. */
const docsSecurity = { ...contentSecurity, 'style-src': ["'self'", "'unsafe-inline'"] };

export const docsPolicy = Object.entries(docsSecurity)
  .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
  .join(';');
