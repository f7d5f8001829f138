import { css } from "lit";

export const voteSheetStyles = css`
  dialog {
    position: fixed;
    inset: auto 0 0;
    width: 100%;
    max-width: none;
    max-height: 100vh;
    margin: 0;
    overflow-y: auto;
    padding: var(--s5) var(--s6);
    border: 0;
    border-top: 6px solid var(--gold);
    border-radius: 20px 20px 0 0;
    background: var(--card);
    color: var(--text);
    box-shadow: 0 -12px 48px rgb(0 0 0 / 0.28);
  }
  dialog[open] {
    display: grid;
    gap: var(--s5);
    animation: rise var(--motion) ease-out;
  }
  dialog::backdrop {
    background: rgb(10 13 18 / 0.58);
  }
  @keyframes rise {
    from {
      transform: translateY(3rem);
    }
  }
  .time {
    display: flex;
    align-items: center;
    gap: var(--s2);
    font-variant-numeric: tabular-nums;
  }
  .q {
    display: grid;
    gap: var(--s3);
  }
  h2 {
    max-width: 46rem;
    font-size: var(--t-30);
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  .opts {
    display: grid;
    gap: var(--s3);
  }
  .opt {
    position: relative;
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: center;
    gap: var(--s4);
    min-height: 5.75rem;
    padding: 0 var(--s5);
    border: 2px solid var(--line-strong);
    border-radius: 14px;
    background: var(--card);
    font-size: var(--t-24);
    font-weight: 600;
    cursor: pointer;
  }
  .opt input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .opt:focus-within {
    outline: var(--ring) solid var(--info);
    outline-offset: 3px;
  }
  .opt.chosen {
    outline-color: var(--info);
    border: 3px solid var(--gold);
    background: var(--gold-tint);
  }
  .disc {
    --icon: 2rem;
    display: grid;
    flex: none;
    width: 3.25rem;
    height: 3.25rem;
    place-items: center;
    border-radius: 50%;
    background: var(--neutral-tint);
    color: var(--neutral);
  }
  .opts.own .opt {
    min-height: 4.75rem;
    padding-block: var(--s2);
    font-size: var(--t-20);
  }
  .opts.own + .send {
    position: sticky;
    bottom: calc(-1 * var(--s5));
    padding-block: var(--s3);
    background: var(--card);
  }
  .option .disc {
    background: var(--info-tint);
    color: var(--info);
    font: 600 var(--t-24) / 1 var(--font-fig);
  }
  .option.chosen .disc {
    background: var(--info);
    color: var(--on-state);
  }
  .yes .disc {
    background: var(--good-tint);
    color: var(--good);
  }
  .no .disc {
    background: var(--bad-tint);
    color: var(--bad);
  }
  .yes.chosen .disc {
    background: var(--good);
    color: var(--on-state);
  }
  .no.chosen .disc {
    background: var(--bad);
    color: var(--on-state);
  }
  .abstain.chosen .disc {
    background: var(--neutral);
    color: var(--on-state);
  }
  .receipt {
    display: flex;
    align-items: center;
    gap: var(--s4);
    padding: var(--s5);
    border: 2px solid var(--good);
    border-radius: 14px;
    background: var(--good-tint);
  }
  .receipt.waits {
    border-color: var(--warn);
    background: var(--warn-tint);
  }
  .receipt.refused {
    border-color: var(--bad);
    background: var(--bad-tint);
  }
  .receipt h3 {
    color: var(--good);
    font-size: var(--t-24);
  }
  .receipt.waits h3 {
    color: var(--warn);
  }
  .receipt.refused h3 {
    color: var(--bad);
  }
  .receipt .disc {
    --icon: 2.5rem;
    width: 4rem;
    height: 4rem;
    background: var(--good);
    color: var(--on-state);
  }
  .receipt.waits .disc {
    background: var(--warn);
  }
  .receipt.refused .disc {
    background: var(--bad);
  }
  .send {
    display: grid;
    gap: var(--s3);
  }
  .send .btn {
    min-height: 4.75rem;
    border-radius: 14px;
    font-size: var(--t-24);
  }
  @media (orientation: landscape) and (min-width: 900px) {
    .opts {
      grid-template-columns: repeat(3, 1fr);
    }
    .opts.own {
      grid-template-columns: repeat(2, 1fr);
    }
    .opt {
      grid-template-columns: auto 1fr;
      min-height: 6.5rem;
      padding: 0 var(--s4);
      font-size: 1.375rem;
    }
    .opt .chip {
      position: absolute;
      top: -15px;
      right: 10px;
    }
    .send {
      grid-template-columns: 1fr auto;
      align-items: center;
    }
    .send > div {
      order: 2;
      display: flex;
      gap: var(--s3);
      min-width: 26rem;
    }
  }
  @media (max-width: 560px) {
    dialog {
      padding: var(--s4);
    }
    dialog[open] {
      gap: var(--s4);
    }
    h2 {
      font-size: var(--t-20);
    }
    .opt {
      grid-template-columns: auto 1fr;
      min-height: 4rem;
      padding: 0 var(--s4);
      font-size: var(--t-20);
    }
    .opt .disc {
      --icon: 1.5rem;
      width: 2.5rem;
      height: 2.5rem;
    }
    .opt .chip {
      position: absolute;
      top: -14px;
      right: 10px;
    }
  }
`;
