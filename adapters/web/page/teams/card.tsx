import { AdaptiveCard, ExecuteAction, OpenUrlAction, Strings, SubmitAction } from 'adaptivecards';
import type { Action } from 'adaptivecards';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { isFields, list } from '../payload.ts';
import type { Drawn } from '../platforms.ts';
import { Sign, withSigns } from '../signs.tsx';
import { hostConfig } from './host-config.ts';

/** Draws the Adaptive Card of a message by Microsoft's own renderer, with the looks that Teams gives it. */
export default function TeamsMessage({ t, payload, dark, pressed, onPress }: Drawn) {
  const place = useRef<HTMLDivElement>(null);
  const [signs, setSigns] = useState<readonly Place[]>([]);
  const press = useRef((_value: string): void => undefined);
  useEffect(() => {
    press.current = (value) => {
      if (pressed === null) onPress(value);
    };
  }, [pressed, onPress]);

  const content = list(payload['attachments'])[0]?.['content'];
  const json = JSON.stringify(content);
  const more = t('menu.more');
  useEffect(() => {
    // The library keeps its words for all cards together.
    Strings.defaults.overflowButtonTooltip = () => more;
    const card = new AdaptiveCard();
    card.hostConfig = hostConfig(dark);
    card.onExecuteAction = (action) => act(action, (value) => press.current(value));
    card.parse(JSON.parse(json));
    const element = card.render();
    if (!element || !place.current) return undefined;
    place.current.replaceChildren(element);
    setSigns(markSigns(element));
    return () => setSigns([]);
  }, [json, dark, more]);

  return (
    <div className="teams" aria-disabled={pressed !== null}>
      <div ref={place} />
      {signs.map(({ element, name }, index) => createPortal(<Sign name={name} />, element, String(index)))}
    </div>
  );
}

const act = (action: Action, press: (value: string) => void): void => {
  if (action instanceof OpenUrlAction) window.open(action.url ?? '', '_blank', 'noreferrer');
  else if ((action instanceof ExecuteAction || action instanceof SubmitAction) && isFields(action.data)) {
    press(JSON.stringify(action.data));
  }
};

interface Place {
  readonly element: HTMLElement;
  readonly name: string;
}

/** Puts a place for a drawing where a sign stands in the texts of a card. */
const markSigns = (card: HTMLElement): readonly Place[] => {
  const places: Place[] = [];
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
  for (const text of texts) {
    const pieces = withSigns(text.data);
    if (!pieces.some((piece) => typeof piece !== 'string')) continue;
    text.replaceWith(
      ...pieces.map((piece) => {
        if (typeof piece === 'string') return piece;
        const element = document.createElement('span');
        places.push({ element, name: piece.sign });
        return element;
      }),
    );
  }
  return places;
};
