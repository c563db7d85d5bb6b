import { expect, it } from '@jest/globals';
import { instructions } from '../../src/picker/openai/prompt.ts';
import { adviserOf } from '../picker/openai/questions.ts';
import { answers, startOpenAi } from '../support/openai-stand-in.ts';
import { documentAt } from './documents.ts';
import { example } from './model-example.ts';

const page = documentAt('docs/model.md');

it('docs/model.md shows a request as it leaves, to the letter', async () => {
  const standIn = await startOpenAi();
  const { ask } = adviserOf(standIn, {
    server: { apiKey: 'sk-right', baseUrl: standIn.baseUrl, model: 'gpt-4.1-mini' },
  });
  standIn.next(answers({ guide: 'none', details: [], question: '' }));
  await ask(example);
  const sent = JSON.parse(standIn.requests[0]?.raw ?? '') as {
    messages: { role: string; content: string }[];
  };
  await standIn.stop();

  const messages = sent.messages.map(({ role, content }) => ({
    role,
    content: role === 'system' ? '…' : (JSON.parse(content) as unknown),
  }));
  const shown = page.blocks.find(({ language }) => language === 'json')?.code ?? '';
  expect(JSON.parse(shown)).toEqual({ ...sent, messages });
  expect(page.prose).toContain(`"${example.words}"`);
});

it('and the instructions, both of them', () => {
  const texts = page.blocks.filter(({ language }) => language === 'text').map(({ code }) => code.trim());
  expect(texts).toEqual([instructions.pick, instructions.reply]);
});
