import { auditPages } from './pages/audit.ts';
import { sessionPages } from './pages/sessions.ts';
import { settingsPages } from './pages/settings.ts';
import { statsPages } from './pages/stats.ts';
import { teamPages } from './pages/team.ts';
import { templateEditPages } from './pages/template-edit.ts';
import { templatePreviewPages } from './pages/template-preview.ts';
import { templateTransferPages } from './pages/template-transfer.ts';
import { templateVersionPages } from './pages/template-versions.ts';
import { templatePages } from './pages/templates.ts';
import { webhookEventPages } from './pages/webhook-events.ts';
import { webhookPages } from './pages/webhooks.ts';
import type { ChatVerb } from './screen.ts';

/** Everything that can be typed after `/troubleshoot-admin`; the first verb of an area is what the area alone means. */
export const chatVerbs: Readonly<Record<string, ChatVerb | undefined>> = {
  ...webhookPages,
  ...webhookEventPages,
  ...templatePages,
  ...templatePreviewPages,
  ...templateEditPages,
  ...templateVersionPages,
  ...templateTransferPages,
  ...sessionPages,
  ...teamPages,
  ...settingsPages,
  ...statsPages,
  ...auditPages,
};

/** The same words in Spanish, and what people type instead. */
const synonyms: Readonly<Record<string, string>> = {
  webhook: 'webhooks',
  plantillas: 'templates',
  guias: 'templates',
  guías: 'templates',
  guides: 'templates',
  template: 'templates',
  sesiones: 'sessions',
  session: 'sessions',
  escalados: 'escalations',
  escalation: 'escalations',
  role: 'roles',
  key: 'keys',
  claves: 'keys',
  ajustes: 'settings',
  setting: 'settings',
  auditoria: 'audit',
  auditoría: 'audit',
  registro: 'audit',
  numeros: 'stats',
  números: 'stats',
  estadisticas: 'stats',
  estadísticas: 'stats',
  ayuda: 'help',
  '?': 'help',
  lista: 'list',
  listar: 'list',
  ls: 'list',
  ver: 'show',
  mostrar: 'show',
  nuevo: 'new',
  nueva: 'new',
  editar: 'edit',
  publicar: 'publish',
  revertir: 'rollback',
  archivar: 'archive',
  importar: 'import',
  exportar: 'export',
  versiones: 'versions',
  previsualizar: 'preview',
  descartar: 'discard',
  añadir: 'add',
  create: 'add',
  cambiar: 'change',
  probar: 'test',
  eventos: 'events',
  evento: 'event',
  reenviar: 'resend',
  repetir: 'replay',
  pausar: 'pause',
  reanudar: 'resume',
  rotar: 'rotate',
  quitar: 'remove',
  borrar: 'remove',
  delete: 'remove',
  cerrar: 'close',
  abiertos: 'open',
  míos: 'mine',
  mios: 'mine',
  dar: 'set',
  poner: 'set',
  fijar: 'set',
  revocar: 'revoke',
};

export const synonym = (word: string): string => {
  const typed = word.toLowerCase();
  return Object.hasOwn(synonyms, typed) ? (synonyms[typed] ?? typed) : typed;
};
