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
  :host(:fullscreen) {
    height: 100%;
  }
  .bars {
    grid-area: 2 / 1;
    min-width: 0;
  }
  ns-pages,
  ns-contents {
    grid-area: 3 / 1;
    z-index: 0;
  }
  ns-contents {
    z-index: 2;
    width: min(100%, 26rem);
    border-right: 1px solid var(--line);
    box-shadow: var(--shadow);
  }
  .menu {
    position: absolute;
    top: 100%;
    right: var(--s2);
    z-index: 5;
    display: grid;
    width: min(22rem, calc(100% - var(--s4)));
    padding: var(--s2);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
    box-shadow: var(--shadow);
  }
  .menu .btn {
    justify-content: flex-start;
  }
  .menu .btn span {
    flex: 1;
    text-align: left;
  }
  .keys {
    padding: var(--s2) var(--s3);
  }
  /* a second paper: at the side, on upright screens below */
  .second {
    grid-area: 1 / 2 / 4 / 3;
    width: 100%;
    border-left: 2px solid var(--line-strong);
  }
  :host([two]) {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  @media (orientation: portrait) {
    :host([two]) {
      grid-template: auto auto minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr);
    }
    .second {
      grid-area: 4 / 1;
      border-top: 2px solid var(--line-strong);
      border-left: 0;
    }
  }
  /* as wide as its pane: beside a second paper it has half the screen; over the pages, for its menu */
  .tools {
    position: relative;
    z-index: 3;
    container-type: inline-size;
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
  @container (max-width: 620px) {
    .wide,
    .narrow-hide {
      display: none;
    }
  }
  @container (max-width: 760px) {
    .half-hide {
      display: none;
    }
  }
  /* browsers without container queries */
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
