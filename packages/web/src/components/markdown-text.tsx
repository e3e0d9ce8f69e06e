import { Anchor, Typography } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';

const Markdown = lazy(async () => {
  const [{ default: ReactMarkdown }, { default: remarkGfm }] = await Promise.all([
    import('react-markdown'),
    import('remark-gfm'),
  ]);
  return {
    default: ({ text }: { readonly text: string }) => (
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        // Pictures would tell other servers who reads what.
        disallowedElements={['img']}
        unwrapDisallowed
        components={{
          a: ({ href, children }) => (
            <Anchor href={href} inherit rel="noreferrer noopener" {...(isOwn(href) ? {} : { target: '_blank' })}>
              {children}
            </Anchor>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    ),
  };
});

/** Markdown of authors and jobs. Raw HTML in it stays text; addresses other than of the web are dropped. */
export function MarkdownText({ text }: { readonly text: string }): ReactNode {
  if (!looksLikeMarkdown(text)) return text;
  return (
    <Typography className="markdown">
      <Suspense fallback={text}>
        <Markdown text={text} />
      </Suspense>
    </Typography>
  );
}

/** Most texts are plain: those need no parser. */
function looksLikeMarkdown(text: string): boolean {
  return /[*_`#[\]<>~|\\&]|^\s*(?:[-+]|\d+[.)]) |\n|https?:|www\./m.test(text);
}

function isOwn(href: string | undefined): boolean {
  return href === undefined || href.startsWith('/') || href.startsWith('#');
}
