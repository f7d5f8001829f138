import { css } from "lit";

/** The look of `<ns-pages>`. */
export const pagesStyles = css`
  :host {
    display: block;
    min-width: 0;
    min-height: 0;
    height: 100%;
  }
  /* positioned: the pages' offsets are counted from here */
  .scroll {
    position: relative;
    height: 100%;
    overflow: auto;
    overscroll-behavior: contain;
    touch-action: pan-x pan-y;
    background: var(--sunken);
  }
  .pages {
    display: grid;
    justify-content: safe center;
    gap: var(--s4);
    width: max-content;
    min-width: 100%;
    padding: var(--s5) 0;
    transform-origin: 0 0;
  }
  .page {
    position: relative;
    border: 1px solid var(--line);
    box-shadow: var(--shadow);
  }
  .sheet {
    position: absolute;
    inset: 0;
    background: #fff;
    isolation: isolate;
  }
  canvas {
    width: 100%;
    height: 100%;
    filter: var(--paper-dim, none);
  }
  /* dark pages: what was bright is dark, and red stays red; not pure black, which blurs for many eyes */
  :host([night]) .scroll {
    background: #14161a;
  }
  :host([night]) .page {
    border-color: #3a3f49;
  }
  :host([night]) .sheet {
    filter: invert(0.9) hue-rotate(180deg);
  }
  :host([night]) canvas {
    filter: none;
  }
  /* the words over the picture (pdf.js sets their places): seen only where they are selected */
  .words {
    position: absolute;
    inset: 0;
    overflow: clip;
    line-height: 1;
    text-align: initial;
    text-size-adjust: none;
    forced-color-adjust: none;
    --min-font-size: 1;
    --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size));
    --min-font-size-inv: calc(1 / var(--min-font-size));
  }
  .words :is(span, br) {
    position: absolute;
    color: transparent;
    white-space: pre;
    cursor: text;
    transform-origin: 0 0;
  }
  .words > :not(.markedContent),
  .words .markedContent span:not(.markedContent) {
    --font-height: 0;
    --scale-x: 1;
    --rotate: 0deg;
    font-size: calc(var(--text-scale-factor) * var(--font-height));
    transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv));
  }
  .words .markedContent {
    display: contents;
  }
  .words ::selection {
    background: rgb(31 95 168 / 35%);
    color: transparent;
  }
  .single {
    align-content: safe center;
    min-height: 100%;
    padding: var(--s4) 0;
  }
  .broken {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    padding: var(--s5);
    color: #5a6070;
    text-align: center;
  }
  .found {
    box-sizing: content-box;
    position: absolute;
    margin: -2px -3px;
    padding: 2px 3px;
    border-radius: 3px;
    background: #ffd84d;
    box-shadow: 0 0 0 1px #b98a2f;
    mix-blend-mode: multiply;
    pointer-events: none;
  }
  .found.added,
  .found.moved {
    background: #c9ecd5;
    box-shadow: inset 0 -2px 0 #1e7b4a;
  }
  .found.moved {
    background: #d3e4f7;
    box-shadow: inset 3px 0 0 #1f5fa8;
  }
  .found.removed {
    background: linear-gradient(transparent 46%, #b3261e 46%, #b3261e 54%, transparent 54%), #fbd9d6;
    box-shadow: none;
  }
  .found.changed {
    background: #ffe9b8;
    box-shadow: inset 0 -2px 0 #9a5b00;
  }
  .found.unsure {
    background: none;
    box-shadow: none;
    outline: 2px dotted #9a5b00;
  }
  .found.place {
    min-width: 0;
    margin: -4px -2px;
    padding: 4px 2px;
    border-radius: 0;
    background: #b3261e;
    box-shadow: none;
  }
  .found.place.added {
    background: #1e7b4a;
  }
  .found.now {
    outline: 2px solid #1b3a66;
    outline-offset: 1px;
  }
  .pointer {
    position: absolute;
    width: 1.6rem;
    height: 1.6rem;
    margin: -0.8rem;
    border: 3px solid #fff;
    border-radius: 50%;
    background: rgb(166 25 46 / 80%);
    box-shadow: 0 0 0 2px #a6192e;
    pointer-events: none;
    transition: left 150ms, top 150ms;
  }
  .flag {
    position: absolute;
    top: 0;
    right: var(--s4);
    padding: 0.1rem 0.6rem 0.2rem;
    border-radius: 0 0 8px 8px;
    background: #fbf4e3;
    color: #76560f;
    font-size: var(--t-small);
    font-weight: 600;
    box-shadow: inset 0 0 0 1px #b98a2f;
  }
  @media (max-width: 560px) {
    .pages {
      gap: var(--s2);
      padding: var(--s2) 0;
    }
  }
`;
