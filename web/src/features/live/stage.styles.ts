import { css } from "lit";

export const stageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--stage);
    color: var(--on-stage);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    height: auto;
    padding: 8px;
    border-radius: 0;
    background: none;
  }
  .bar .btn,
  .pager .btn {
    border-color: #6c7484;
    background: rgb(14 18 25 / 0.84);
    color: #f6f4ee;
  }
  .bar .btn:hover,
  .pager .btn:hover {
    background: #1e2c40;
  }
  .bar .btn[aria-pressed="true"] {
    border-color: #f6f4ee;
    background: #f6f4ee;
    color: #10141b;
  }
  .pager .btn:disabled {
    border-color: #3a4150;
    background: none;
    color: #9aa2b1;
  }
  .main,
  .half {
    position: relative;
    display: grid;
    flex: 1;
    min-width: 0;
    min-height: 0;
    container-type: size;
    place-items: center;
  }
  .big,
  .half figure {
    width: min(100cqw, 100cqh * 16 / 9);
    aspect-ratio: 16 / 9;
  }
  .plate {
    position: absolute;
    bottom: 12px;
    left: 12px;
    display: flex;
    gap: 0.4rem;
    padding: 0.15rem 0.7rem;
    border-radius: 6px;
    background: rgb(14 18 25 / 0.88);
    font-size: var(--t-small);
    font-weight: 600;
  }
  .small {
    display: grid;
    grid-auto-columns: minmax(9rem, 13rem);
    grid-auto-flow: column;
    gap: 8px;
    overflow-x: auto;
    padding: 8px;
  }
  .small ns-slot-video {
    aspect-ratio: 16 / 9;
    border-radius: 6px;
  }
  .grid {
    display: grid;
    flex: 1;
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    grid-template-rows: repeat(var(--rows), minmax(0, 1fr));
    gap: 8px;
    min-height: 0;
    padding: 0 8px 8px;
  }
  .grid:focus-visible {
    outline-offset: -3px;
  }
  .pair {
    display: flex;
    flex: 1;
    gap: 8px;
    min-height: 0;
    padding: 0 8px 8px;
  }
  figure {
    position: relative;
    overflow: hidden;
    min-width: 0;
    min-height: 0;
    margin: 0;
    border-radius: 6px;
    background: #07090d;
  }
  figure ns-slot-video {
    width: 100%;
    height: 100%;
    background: none;
  }
  figcaption {
    position: absolute;
    bottom: 6px;
    left: 6px;
    display: flex;
    align-items: center;
    gap: 0.3rem;
    max-width: calc(100% - 12px);
    padding: 0.1rem 0.6rem;
    border-radius: 6px;
    background: rgb(14 18 25 / 0.88);
    color: #f6f4ee;
    font-size: var(--t-small);
    font-weight: 500;
  }
  .speaks::after {
    position: absolute;
    border: 4px solid var(--gold);
    border-radius: inherit;
    content: "";
    inset: 0;
    pointer-events: none;
  }
  .pager {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--s4);
    padding: 0 8px 8px;
  }
  .nobody {
    display: flex;
    gap: 0.6rem;
    color: #c6ccd8;
  }
  @media (orientation: portrait) {
    .pair {
      flex-direction: column;
    }
  }
  @media (max-width: 560px) {
    .bar .btn {
      flex: 1 1 0;
      flex-direction: column;
      gap: 0;
      min-width: 0;
      padding-inline: 2px;
      font-size: var(--t-small);
    }
    .pager {
      gap: var(--s2);
    }
    .pager .btn {
      padding-inline: 0.5rem;
    }
  }
`;
