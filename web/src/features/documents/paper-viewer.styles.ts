import { css } from "lit";

/** The look of `<ns-paper-viewer>`. */
export const viewerStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    background: var(--sunken);
  }
  ns-pages,
  ns-thumbnails {
    grid-area: 3 / 1;
    z-index: 0;
  }
  .tools {
    display: flex;
    align-items: center;
    gap: var(--s1);
    min-width: 0;
    padding: var(--s2) var(--s4);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .choose {
    flex: 1;
    min-width: 0;
    justify-content: flex-start;
    padding-inline: 0.8rem;
  }
  .pager {
    display: flex;
    align-items: center;
    font-weight: 600;
    white-space: nowrap;
  }
  .pager input {
    width: 2.8rem;
    appearance: textfield;
    min-height: var(--touch);
    padding: 0.2rem;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: transparent;
    font: 600 var(--t-body) var(--font-fig);
    text-align: right;
  }
  .pager input:hover,
  .pager input:focus {
    border-color: var(--line-strong);
    background: var(--card);
  }
  .pager input::-webkit-inner-spin-button {
    display: none;
  }
  .state,
  .tools ~ ns-paper-list,
  [aria-busy] {
    grid-area: 3 / 1;
  }
  .state {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--s4);
    padding: var(--s6);
    text-align: center;
  }
  .state p {
    max-width: 30rem;
  }
  .newer {
    grid-area: 3 / 1;
    z-index: 1;
    align-self: end;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2) var(--s3);
    margin: var(--s3);
    padding: var(--s3) var(--s4);
    border: 1px solid var(--gold);
    border-radius: var(--radius);
    background: var(--gold-tint);
    box-shadow: var(--shadow);
  }
  .newer span {
    flex: 1 1 14rem;
  }
  .lead {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--s1) var(--s3);
    padding: var(--s1) var(--s4);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .lead.on {
    background: var(--gold-tint);
    box-shadow: inset 4px 0 0 var(--gold);
  }
  .lead span {
    flex: 1 1 12rem;
    font-weight: 600;
  }
  .ghost {
    width: min(34rem, 80%);
    margin: var(--s5) auto;
    padding: 3rem;
    border-radius: 4px;
    background: var(--card);
  }
  .ghost i {
    display: block;
    height: 0.9rem;
    margin-bottom: 1rem;
    border-radius: 4px;
    background: var(--neutral-tint);
  }
  @media (orientation: landscape) {
    .copy {
      display: none;
    }
  }
  @media (max-width: 620px) {
    .wide,
    .narrow-hide {
      display: none;
    }
    .tools {
      padding: var(--s1) var(--s2);
    }
  }
`;
