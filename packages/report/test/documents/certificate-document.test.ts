import {
  type Certificate,
  certificateResults,
  certifyNetwork,
  type KktSummary,
  refineForCertificate,
  refinementResults,
} from '@noprior/certificate';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Block } from '../../src/document/document.ts';
import { type CertificateDocumentInput, certificateDocument } from '../../src/documents/certificate-document.ts';
import { verdictFinding } from '../../src/documents/certificate-findings.ts';
import { renderHtml } from '../../src/html/render-html.ts';
import { renderMarkdown } from '../../src/markdown/render-markdown.ts';
import { renderTerminal } from '../../src/terminal/render-terminal.ts';

const backend = openReference();
const data: LabelledData = {
  x: fromNested([
    [3, 4, 0, 0],
    [-6, -8, 0, 0],
  ]),
  // duplicate: the example of the certificate's tests, with a fourth pixel for the pictures
  y: fromNested([1, -1]),
};

/** A KKT point of the points above, and a third unit of norm `memory` that nothing explains. */
function networkWith(memory: number): ReluNetwork {
  const [first, second] = [Math.sqrt(0.2), Math.sqrt(0.1)];
  return {
    layers: [
      {
        weight: fromNested([
          [0.6 * first, 0.8 * first, 0, 0],
          [-0.6 * second, -0.8 * second, 0, 0],
          [0, 0, memory, 0],
        ]),
      },
      { weight: fromNested([[first, -second, 0]]) },
    ],
  };
}

const preprocessing = { imageShape: [1, 2, 2], pixelRange: [0, 1], mean: fromNested([0.5, 0.5, 0.5, 0.5]) } as const;

function inputOf(certificate: Certificate, more: Partial<CertificateDocumentInput> = {}): CertificateDocumentInput {
  const points = certificate.alternative.set?.candidates.x;
  return {
    results: certificateResults(certificate, 'model'),
    ...{ refined: null, otherSamples: false, samples: 2 },
    setting: [{ name: 'model', value: '<b>m</b>.npz' }],
    pictures: points && { points, preprocessing },
    footer: ['seed 7'],
    ...more,
  };
}

/** Kinds of all blocks, those within sections included. */
function kindsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => [block.kind, ...(block.kind === 'section' ? kindsOf(block.blocks) : [])]);
}

let certificate: Certificate;
beforeAll(async () => {
  certificate = await certifyNetwork(backend, networkWith(0), data, { distance: 100, radiusPoints: 2 });
});

describe('certificateDocument', () => {
  test('opens with the verdict, then the other set with its pictures, then numbers', () => {
    const { lead, blocks } = certificateDocument(inputOf(certificate));
    expect(lead).toMatch(/not identifiable.*4 points at distance 100/i);
    const kinds = kindsOf(blocks).filter((kind) => kind !== 'section');
    expect(kinds.slice(0, 3)).toEqual(['findings', 'pictures', 'table']);
    expect(kinds).toEqual(expect.arrayContaining(['facts', 'lists', 'bars']));
  });

  test('renders as a page, as Markdown and for a terminal', () => {
    const document = certificateDocument(inputOf(certificate));
    const html = renderHtml(document);
    expect(html).toContain('&lt;b&gt;m&lt;/b&gt;.npz');
    expect(html).toContain('data:image/png;base64,');
    const { markdown } = renderMarkdown(document, { assets: 'certificate' });
    expect(markdown).toContain('# Do these weights identify');
    const text = renderTerminal(document, { columns: 80 });
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    for (const one of [html, markdown, text]) expect(one).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('brief: findings and tables alone', () => {
    const { blocks } = certificateDocument(inputOf(certificate), { brief: true });
    const kinds = new Set(kindsOf(blocks));
    expect(kinds).toEqual(new Set(['section', 'findings', 'table', 'text']));
  });

  test('radii that nothing bounds are infinite, not missing', () => {
    const text = renderTerminal(certificateDocument(inputOf(certificate), { brief: true }), { columns: 120 });
    expect(text).toMatch(/orthogonal to the points +∞/);
  });

  test('points that are no images are not drawn', () => {
    const { blocks } = certificateDocument(inputOf(certificate, { pictures: undefined }));
    expect(kindsOf(blocks)).not.toContain('pictures');
  });
});

describe('verdict', () => {
  const findingOf = (input: CertificateDocumentInput) => {
    const { blocks } = certificateDocument(input);
    const first = blocks[0]!;
    if (first.kind !== 'section' || first.blocks[0]?.kind !== 'findings') throw new Error('no findings');
    return first.blocks[0].findings[0]!;
  };

  test('samples that are known to be other ones: no statement, whatever was found', () => {
    expect(findingOf(inputOf(certificate, { otherSamples: true }))).toMatchObject({
      headline: expect.stringMatching(/^No statement/),
      tone: 'warning',
    });
  });

  test('far from KKT: no statement, with the share and its threshold', async () => {
    const far = await certifyNetwork(backend, networkWith(5), data, { distance: 100, radiusPoints: 1 });
    const { headline, tone } = findingOf(inputOf(far));
    expect(headline).toMatch(/^No statement.*98\.8 %.*70\.7 %/);
    expect(tone).toBe('warning');
  });

  test('after a refinement it names the weights that it is about, and the verdict of the given ones', async () => {
    const refinement = await refineForCertificate(backend, networkWith(5), data, { distance: 100 }, {});
    const { headline, text } = findingOf(inputOf(certificate, { refined: refinementResults(refinement) }));
    expect(headline).toMatch(/refined weights.*no-statement.*not identifiable/);
    expect(text).toContain('98.8 %');
  });

  test('each kind of answer has a headline of its own', () => {
    const { kkt, alternative } = certificate;
    const radii = { count: 2, min: 0, p10: 0, median: 1, p90: 2, max: 2, zero: 1, unbounded: 0 };
    const kinds: Partial<KktSummary['alternative']>[] = [
      { kind: 'free' },
      { kind: 'bounded', reachable: radii, set: undefined },
      { kind: 'full-span', reachable: radii, set: undefined },
      {
        kind: 'rounding',
        reachable: undefined,
        set: undefined,
        refusal: { cause: 'residual', distance: 100, addedShare: 0.1 },
      },
    ];
    const headlines = kinds.map((kind) => {
      const changed = { ...certificate, kkt, alternative: { ...alternative, ...kind } };
      return verdictFinding(certificateResults(changed, 'model')).headline;
    });
    expect(new Set(headlines).size).toBe(4);
    for (const headline of headlines) expect(headline).toContain('100');
  });
});
