import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { installationCases } from './app/admin/cases/installation.ts';
import { peopleCases } from './app/admin/cases/people.ts';
import { sessionCases } from './app/admin/cases/sessions.ts';
import { teamCases } from './app/admin/cases/team.ts';
import { templateCases } from './app/admin/cases/templates.ts';
import { webhookCases } from './app/admin/cases/webhooks.ts';
import { createAdminChat } from './app/admin/chat/index.ts';
import { createClaims } from './app/admin/claim.ts';
import { createOffice } from './app/admin/office.ts';
import { createRoleBook } from './app/admin/role-store.ts';
import { chartWords } from './app/admin/chart-words.ts';
import { createCharts } from './app/admin/charts.ts';
import { createRasteriser } from './charts/picture.ts';
import { drawSessionsChart } from './charts/sessions-chart.ts';
import type { ChannelName } from './engine/command.ts';
import type { Vault } from './store/crypto.ts';
import type { FindPlace } from './app/hand-off/routes.ts';
import type { Clock, Texts } from './app/ports.ts';
import type { RestSessions } from './app/rest.ts';
import type { SettingsStore } from './app/settings.ts';
import type { TemplateEditor } from './app/template-editor.ts';
import type { Webhooks } from './app/webhooks.ts';
import { bytes, token } from './chance.ts';
import type { TemplateManager } from './guides/manager.ts';
import { createRestTemplates } from './guides/rest-templates.ts';
import type { PersonId } from './ids.ts';
import { createApiKeys } from './store/api-keys.ts';
import { createAuditLog } from './store/audit.ts';
import { createClaimStore } from './store/claims.ts';
import { createEscalations } from './store/escalations.ts';
import { createKeep } from './store/keep.ts';
import { createPrivacy } from './store/privacy.ts';
import { createRoleStore } from './store/roles.ts';
import { createStatistics } from './store/statistics.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Who may do what, and the use cases behind chat and REST. */
export const createAdministration = (parts: {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly adminUsers: readonly PersonId[];
  readonly letIn?: (person: PersonId) => boolean;
  readonly webhooks: Webhooks;
  readonly rest: RestSessions;
  readonly templates: TemplateManager;
  readonly editor: TemplateEditor;
  readonly texts: Texts;
  readonly findPlace: FindPlace;
  readonly settings: SettingsStore;
  readonly vault: Vault;
  /** Where a chart is looked up, as seen from a platform. */
  readonly chartAt: (token: string, channel: ChannelName) => string | null;
}) => {
  const { dataSource, clock, webhooks, rest, settings } = parts;
  const audit = createAuditLog(dataSource);
  const roles = createRoleStore(dataSource);
  const book = createRoleBook(roles, parts.adminUsers, parts.letIn);
  const keys = createApiKeys(dataSource);
  const escalations = createEscalations(dataSource);
  const privacy = createPrivacy(dataSource, token);
  const statistics = createStatistics(dataSource);
  const newAuditId = (): string => `aud_${token()}`;

  const office = createOffice({
    useCases: {
      ...webhookCases(webhooks),
      ...templateCases(createRestTemplates(parts.templates), parts.editor),
      ...sessionCases(rest, escalations),
      ...teamCases({
        roles,
        book,
        keys,
        clock,
        newKey: () => {
          const key = `uk_${bytes(32).toString('base64url')}`;
          return { key_id: `key_${token()}`, key, hash: sha256(key) };
        },
      }),
      ...peopleCases({ privacy, sessions: rest, clock }),
      ...installationCases({
        settings,
        statistics,
        audit,
        clock,
        findPlace: parts.findPlace,
        languages: parts.texts.languages.map(({ locale }) => locale),
      }),
    },
    audit,
    clock,
    newAuditId,
  });
  const claims = createClaims({
    store: createClaimStore(dataSource),
    roles,
    book,
    audit,
    clock,
    bytes,
    hash: sha256,
    newAuditId,
  });
  const drawer = createKeep(dataSource, 'api', clock);
  const rasterise = createRasteriser();
  const charts = createCharts({
    vault: parts.vault,
    at: parts.chartAt,
    statistics,
    paint: async (days, locale) => {
      const words = chartWords((key, params) => parts.texts.say(locale, key, params), days.length);
      return await rasterise(drawSessionsChart({ ...words, locale, days }));
    },
    clock,
  });

  const chat = createAdminChat({
    charts,
    office,
    book,
    claims,
    texts: parts.texts,
    clock,
    longWords: {
      // Known by what they are, so that the same page drawn again keeps nothing new.
      keep: async (words) => {
        const name = sha256(words).slice(0, 32);
        await drawer.put(`words:${name}`, words);
        return name;
      },
      find: async (name) => {
        const words = await drawer.get(`words:${name}`);
        return typeof words === 'string' ? words : null;
      },
    },
  });
  return { office, book, claims, keys, escalations, audit, privacy, chat, charts };
};
