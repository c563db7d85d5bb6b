import { isFields, list, numberAt, text } from '../payload.ts';
import type { Fields } from '../payload.ts';
import { MenuButton } from '../menu-button.tsx';
import type { Drawn } from '../platforms.ts';
import { Markdown } from './markdown.tsx';

/** https://docs.discord.com/developers/components/reference#component-object-component-types */
const types = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  textDisplay: 10,
  mediaGallery: 12,
  separator: 14,
  container: 17,
} as const;

/** https://docs.discord.com/developers/components/reference#button-button-styles */
const looks: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' };

/**
 * Draws a message of Discord's components v2, as far as our messages are made of them. No maintained library draws
 * these (docs/adr/0015-discord-is-drawn-here.md).
 *
 * @see https://docs.discord.com/developers/components/reference
 */
export default function DiscordMessage({ payload, ...more }: Drawn) {
  return (
    <div className="discord">
      {list(payload['components']).map((component, index) => (
        <Component key={index} component={component} {...more} />
      ))}
    </div>
  );
}

type Inside = Omit<Drawn, 'payload'> & { readonly component: Fields };

function Component({ component, ...more }: Inside) {
  switch (component['type']) {
    case types.container: {
      const accent = numberAt(component, 'accent_color');
      return (
        <div
          className="discord-container"
          style={
            accent === null ? undefined : { borderLeftColor: `#${accent.toString(16).padStart(6, '0')}` }
          }
        >
          {list(component['components']).map((inner, index) => (
            <Component key={index} component={inner} {...more} />
          ))}
        </div>
      );
    }
    case types.textDisplay:
      return (
        <div className="discord-text">
          <Markdown text={text(component['content']) ?? ''} />
        </div>
      );
    case types.mediaGallery:
      return (
        <div className="discord-gallery">
          {list(component['items']).map((item, index) => (
            <Picture key={index} item={item} />
          ))}
        </div>
      );
    case types.separator:
      return component['divider'] === false ? <div className="discord-gap" /> : <hr />;
    case types.actionRow:
      return (
        <div className="discord-actions">
          {list(component['components']).map((inner, index) => (
            <Component key={index} component={inner} {...more} />
          ))}
        </div>
      );
    case types.button:
      return <Button component={component} {...more} />;
    case types.stringSelect:
      return (
        <MenuButton
          {...more}
          look="discord"
          menu={{
            label: text(component['placeholder']) ?? '',
            options: list(component['options']).map((option) => ({
              label: text(option['label']) ?? '',
              value: text(option['value']) ?? '',
              url: null,
            })),
          }}
        />
      );
    default:
      return null;
  }
}

function Picture({ item }: { readonly item: Fields }) {
  const { media } = item;
  const url = isFields(media) ? text(media['url']) : null;
  return url === null ? null : <img src={url} alt={text(item['description']) ?? ''} loading="lazy" />;
}

function Button({ component, pressed, onPress }: Inside) {
  const value = text(component['custom_id']);
  return (
    <button
      type="button"
      className={`discord-button discord-button-${looks[numberAt(component, 'style') ?? 0] ?? 'secondary'}`}
      // Not `disabled`: that would take the focus away from whoever has just pressed it.
      aria-disabled={pressed !== null || value === null}
      data-pressed={pressed !== null && pressed === value}
      onClick={() => {
        if (pressed === null && value !== null) onPress(value);
      }}
    >
      {text(component['label'])}
    </button>
  );
}
