import { css } from "lit";

/** Of the page of seats and of its form for halls. */
export const seatingStyles = css`
  :host {
    display: block;
  }
  p,
  h2,
  ul {
    margin: 0;
  }
  .pad {
    padding: var(--s4);
  }
  .strong {
    font-weight: 600;
  }
  .small {
    font-size: var(--t-small);
  }
  .muted {
    color: var(--muted);
  }
  .warn {
    color: var(--warn);
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2) var(--s3);
    margin-bottom: var(--s3);
  }
  .order .input {
    min-height: var(--touch);
  }
  .desk {
    display: grid;
    gap: var(--s4);
  }
  .plan {
    display: flex;
    flex-direction: column;
    min-width: 0;
    overflow: hidden;
  }
  .scroll {
    flex: 1;
    min-height: 20rem;
    overflow: auto;
  }
  .scroll ns-seat-plan {
    height: 100%;
  }
  .scroll.large ns-seat-plan {
    width: 180%;
    height: 180%;
  }
  .carry {
    align-items: center;
    margin: var(--s3);
    padding: var(--s2) var(--s4);
    color: var(--text);
  }
  .side {
    display: grid;
    grid-template-rows: auto minmax(21rem, 1fr);
    gap: var(--s4);
    min-width: 0;
    min-height: 0;
    overflow-y: auto;
  }
  .chosen h2 {
    font-size: var(--t-20);
  }
  .acts,
  .row-tools {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }
  .people {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .parts {
    display: flex;
    flex-wrap: wrap;
    border-bottom: 1px solid var(--line);
  }
  .parts .btn {
    padding-inline: var(--s2);
  }
  .search {
    padding: var(--s3) var(--s4);
  }
  .list {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 0;
    list-style: none;
  }
  .list li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2);
    padding: var(--s2) var(--s4);
    border-top: 1px solid var(--line);
  }
  .list .grow {
    flex: 1 1 9rem;
  }
  .list .grow > span {
    display: block;
    overflow-wrap: anywhere;
  }
  .drag {
    cursor: grab;
  }
  .free {
    padding: 0 var(--s4);
    border-top: 1px solid var(--line);
  }
  .free summary {
    min-height: var(--touch);
    padding-top: 0.7rem;
    cursor: pointer;
  }
  .free p {
    max-height: 7rem;
    overflow: auto;
    padding-bottom: var(--s3);
  }
  .ghost {
    position: fixed;
    z-index: 50;
    padding: var(--s1) var(--s3);
    border: 2px solid var(--gold);
    border-radius: var(--radius);
    background: var(--card);
    font-weight: 600;
    transform: translate(-50%, -130%);
    pointer-events: none;
  }
  .fields {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--s3);
    align-items: end;
  }
  .fields .wide {
    grid-column: 1 / -1;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }
  .form {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .form .numbers {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: var(--s4);
  }
  .form .end {
    padding: var(--s3) var(--s4);
    border-top: 1px solid var(--line);
  }
  .form .input {
    min-height: var(--touch);
  }
  @media (min-width: 900px) {
    .desk {
      grid-template-columns: minmax(0, 1fr) 24rem;
      /* the page's head, its tools and its edges stand above and below */
      height: max(32rem, calc(100vh - 17rem));
    }
    .desk.tall {
      height: max(32rem, calc(100vh - 13.25rem));
    }
  }
`;
