/** The steps as lines of a terminal. */
import type { NextSteps } from '../next-steps.ts';
import { wrap } from './columns.ts';
import type { Paint, Tone } from './paint.ts';

export function nextStepLines({ title, warning, steps, hint, link }: NextSteps, paint: Paint): string[] {
  return [
    paint.as('strong', title),
    ...(warning === null ? [] : hanging('  ! ', warning, paint, 'notice')),
    ...steps.flatMap((step, index) => hanging(`  ${index + 1} `, step, paint)),
    ...(hint === null ? [] : hanging('    ', hint, paint)),
    ...(link === null ? [] : linkLines(link, paint)),
    '',
  ];
}

function linkLines({ label, url }: NonNullable<NextSteps['link']>, paint: Paint): string[] {
  const link = paint.link(url, paint.as('link', url));
  const fits = 6 + url.length + label.length <= paint.style.width;
  return fits ? [`    ${link}${paint.as('dim', `  ${label}`)}`] : [`    ${paint.as('dim', label)}`, `    ${link}`];
}

function hanging(mark: string, text: string, paint: Paint, tone?: Tone): string[] {
  return wrap(text, Math.max(30, paint.style.width - mark.length)).map((line, index) => {
    const shown = tone === undefined ? line : paint.as(tone, line);
    return (index === 0 ? paint.as('dim', mark) : ' '.repeat(mark.length)) + shown;
  });
}
