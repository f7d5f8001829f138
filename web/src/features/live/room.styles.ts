import { css } from "lit";

export const roomStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    height: 100dvh;
    overflow: hidden;
    background: var(--surface);
  }
  .top {
    display: flex;
    align-items: center;
    gap: var(--s3);
    min-height: 3.75rem;
    padding: 0 var(--s4) 0 var(--s2);
    border-bottom: 1px solid var(--line);
    background: var(--card);
  }
  .top h1 {
    font-size: var(--t-body);
    line-height: 1.3;
  }
  .clock {
    font-size: var(--t-20);
  }
  .lost {
    display: flex;
    align-items: center;
    gap: var(--s4);
    padding: var(--s4);
    border-bottom: 2px solid var(--warn);
    background: var(--warn-tint);
  }
  .lost > ns-icon {
    --icon: 2rem;
    color: var(--warn);
  }
  .lost h2 {
    color: var(--warn);
  }
  .lost p {
    max-width: 42rem;
    text-wrap: balance;
  }
  .sound {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--s4);
    padding: var(--s2) var(--s4);
    border-bottom: 1px solid var(--info);
    background: var(--info-tint);
  }
  main {
    display: grid;
    flex: 1;
    grid-template: "now" auto "listen" auto "own" auto "body" minmax(0, 1fr) "cap" auto / minmax(0, 1fr);
    min-height: 0;
  }
  ns-now {
    grid-area: now;
  }
  ns-listen {
    grid-area: listen;
  }
  ns-own-devices {
    grid-area: own;
  }
  .body {
    grid-area: body;
    min-width: 0;
    min-height: 0;
    height: 100%;
  }
  ns-caption-band {
    grid-area: cap;
  }
  main.loading {
    grid-template: none;
    grid-template-rows: auto 8rem minmax(0, 1fr);
    gap: var(--s4);
    padding: var(--s4);
  }
  .ghost {
    border-radius: var(--radius);
    background: var(--neutral-tint);
  }
  main.bye {
    grid-template: none;
    place-content: center;
    padding: var(--s4);
  }
  .bye .card {
    display: grid;
    gap: var(--s4);
    max-width: 34rem;
  }
  @media (orientation: landscape) and (min-width: 900px) {
    main {
      grid-template:
        "now body" minmax(0, 1fr)
        "listen body" auto
        "own body" auto
        "cap body" auto / minmax(0, 45.4fr) minmax(0, 54.6fr);
    }
    main.pictures {
      grid-template-columns: minmax(24rem, 30fr) minmax(0, 70fr);
    }
    ns-now {
      overflow-y: auto;
    }
    .body {
      border-left: 1px solid var(--line);
    }
    ns-listen,
    ns-own-devices {
      border-top: 1px solid var(--line);
      border-bottom: 0;
    }
    ns-caption-band {
      min-height: 8.8rem;
    }
  }
  /* the word goes, the icon stays; the banner says it at length when it matters */
  @media (max-width: 700px) {
    .line span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  .phone {
    display: none;
  }
  @media (max-width: 560px) {
    .phone {
      display: inline-flex;
    }
    .top {
      gap: var(--s2);
    }
    .top .live {
      padding: 0.4rem;
    }
    .top .live span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .lost {
      flex-wrap: wrap;
      padding: var(--s3);
    }
    .lost > ns-icon {
      display: none;
    }
    .lost .btn {
      width: 100%;
    }
    .lost p {
      font-size: var(--t-small);
    }
  }
`;
