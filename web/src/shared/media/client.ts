/** The page's part in the conference: joins, comes back by itself, shows slots, sends microphone, camera and screen. */
import { doubter } from "../doubt";
import { MAX_OFFER_BYTES, type ServerMessage, type SourceInfo } from "../protocol";
import type { LiveSocket } from "../socket";
import type { Observable, Store } from "../store";
import { createConnection, dismiss, type MediaConnection } from "./connection";
import type { DeviceChoice } from "./devices";
import { Ears } from "./ears";
import type { Asked } from "./layout";
import { Listening } from "./listening";
import { Loudspeakers } from "./loudspeakers";
import { watchNetwork } from "./network";
import { OwnDevices, type DeviceNews } from "./own";
import { Wants } from "./wants";

/** `idle` before `join`; `joining` while there is no sound or picture yet; `failed` when the server said that trying again is useless. */
export type MediaState = "idle" | "joining" | "connected" | "failed";

const ANSWER_LIMIT_MS = 4000;
const CONNECT_LIMIT_MS = 6000;
const DISCONNECTED_LIMIT_MS = 2000;

/**
 * Works on its own once `join()` was called: offers when the socket is welcomed, offers again when the worker restarted,
 * the connection failed or the server asked to try again. Streams of slots change only when a connection is replaced;
 * listen with `subscribe`.
 */
export class MediaClient implements Observable {
  readonly #socket: LiveSocket;
  readonly #store: Store;
  readonly #listeners = new Set<() => void>();
  readonly #speakers = new Loudspeakers(() => this.#changed());
  readonly #wants = new Wants(() => this.#sendWants());
  /** Microphone, camera and screen of this page. */
  readonly own = new OwnDevices(
    () => this.#resend(),
    (news) => this.#news.forEach((listener) => listener(news)),
    (id) => this.#speakers.setSink(id),
  );
  readonly #news = new Set<(news: DeviceNews) => void>();
  #state: MediaState = "idle";
  #error: string | null = null;
  #hears = true;
  /** The connection whose slots are shown. */
  #shown: MediaConnection | null = null;
  /** The connection that is being made; takes the place of the shown one when it stands. */
  #coming: MediaConnection | null = null;
  /** The shown connection looks for another way (ICE restart) and goes on meanwhile. */
  #rerouting = false;
  #nonce = "";
  #peerId: string | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #lastWants = "";
  readonly #doubt: () => Promise<void>;
  readonly #ears = new Ears(() => this.#shown, () => this.#hears || this.listening.chosen.language !== null, () => this.#changed(), () => void this.#doubt());

  /** Which channel of interpretation is listened to, and how loud the floor is below it. */
  readonly listening = new Listening(() => this.#listened(), (mix) => this.#speakers.setMix(mix));
  /** This page's own source number, once answered. */
  source: number | null = null;
  /** The connection whose slots are shown, for its statistics. */
  readonly connection = (): MediaConnection | null => this.#shown;

  constructor(socket: LiveSocket, store: Store) {
    this.#socket = socket;
    this.#store = store;
    this.#doubt = doubter(socket);
    socket.onMessage((message) => this.#hear(message));
    store.subscribe(() => this.#followStore());
    watchNetwork(() => this.#networkChanged());
    // absent on plain http, whatever the types say
    (navigator.mediaDevices as MediaDevices | undefined)?.addEventListener("devicechange", () => void this.own.devicesChanged());
    void this.own.start();
    if (window.__nghisu) window.__nghisu.media = this;
  }

  get state(): MediaState {
    return this.#state;
  }

  /** In words for the user, when media failed. */
  get error(): string | null {
    return this.#error;
  }

  /** Source numbers audible now, loudest first. */
  get heard(): readonly number[] {
    return this.#ears.heard;
  }

  /** The browser wants a touch before it plays sound: show a button that calls `unblock()`. */
  get blocked(): boolean {
    return this.#speakers.blocked;
  }

  get hears(): boolean {
    return this.#hears;
  }

  get microphone(): MediaStreamTrack | null {
    return this.own.tracks.microphone;
  }

  get camera(): MediaStreamTrack | null {
    return this.own.tracks.camera;
  }

  get microphoneOn(): boolean {
    return this.own.tracks.microphone?.enabled ?? false;
  }

  /** Stream of a video slot (0: main picture); null before the first connection. */
  videoStream(slot: number): MediaStream | null {
    return this.#shown?.video[slot] ?? null;
  }

  /** Streams of the audio slots, for recordings in tests and meters. */
  get audioStreams(): readonly MediaStream[] {
    return this.#shown?.audio ?? [];
  }

  /** Who is in a video slot; null: nobody, or not known yet. */
  slotSource(slot: number): SourceInfo | null {
    const number = this.#store.state.slots?.video[slot];
    return number === null || number === undefined ? null : (this.#store.state.sources[number] ?? null);
  }

  /** The main picture is a shared screen: show it whole. */
  get mainIsScreen(): boolean {
    return this.#store.state.slots?.main_is_screen ?? false;
  }

  /** Join the conference as soon as the line is there. `hears` false: sits in a room with loudspeakers. */
  join(options: { hears: boolean }): void {
    this.setHears(options.hears);
    if (this.#state !== "idle" && this.#state !== "failed") return;
    this.#set("joining");
    this.#offer();
  }

  /** Leave the conference; devices are given back. */
  leave(): void {
    this.#set("idle");
    this.#stopTimers();
    this.#close();
    this.own.leave();
    this.#socket.send({ type: "media_leave" });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  setHears(hears: boolean): void {
    this.#hears = hears;
    this.listening.setHears(hears);
    this.#listened();
  }

  /** Play sound after a touch of the user, where the browser asked for one. */
  unblock(): void {
    this.#speakers.play();
  }

  /** Open the microphone if needed and let it sound (or not, with `on` false, keeping the device). Throws `DeviceError`. */
  setMicrophone(on: boolean): Promise<void> {
    return this.own.setMicrophone(on);
  }

  /** Offer anew: what this page may send has changed. */
  rejoin(): void {
    if (this.#state !== "idle") this.#again(0);
  }

  /** Open the camera and send it. Throws `DeviceError`. */
  setCameraOn(): Promise<void> {
    return this.own.setCameraOn();
  }

  setCameraOff(): void {
    this.own.drop("camera");
  }

  /** Show a window or the screen to everybody; returns false when the person changed their mind. Throws `DeviceError`. */
  shareScreen(): Promise<boolean> {
    return this.own.shareScreen();
  }

  stopSharing(): void {
    this.own.drop("screen");
  }

  /** Use other devices from now on, and remember them on this machine. Throws `DeviceError`. */
  async choose(change: DeviceChoice): Promise<void> {
    await this.own.choose(change);
    this.#changed();
  }

  /** Devices that went or came back, in words for the person. */
  onDeviceNews(listener: (news: DeviceNews) => void): () => void {
    this.#news.add(listener);
    return () => void this.#news.delete(listener);
  }

  /** A view says how wide it shows a slot, as `shownWidth` counts (0: not at all). */
  reportWidth(view: object, slot: number, width: number): void {
    this.#wants.report(view, slot, width);
  }

  /** Name the pictures to be sent; the server chooses the rest. */
  ask(asked: Asked): void {
    this.#wants.ask(asked);
  }

  /** In which video slot this source's camera is now; null: in none. */
  slotOf(source: number): number | null {
    const slot = this.#store.state.slots?.video.indexOf(source, this.mainIsScreen ? 1 : 0) ?? -1;
    return slot < 0 ? null : slot;
  }

  #listened(): void {
    this.#sendWants();
    this.#changed();
  }

  #followStore(): void {
    const { meeting, slots } = this.#store.state;
    if (meeting) this.listening.enter(meeting.meeting.id, meeting.channels.map((channel) => channel.language));
    this.listening.setSpoken(slots?.channel != null);
    this.#changed();
  }

  async #resend(): Promise<void> {
    this.#changed();
    await (this.#coming ?? this.#shown)?.send(this.own.sent);
  }

  #sendWants(): void {
    if (this.#state !== "connected") return;
    const wants = { ...this.#wants.message(this.#hears), channel: this.listening.chosen.language };
    const text = JSON.stringify(wants);
    if (text !== this.#lastWants && this.#socket.send(wants)) this.#lastWants = text;
  }

  #hear(message: ServerMessage): void {
    if (message.type === "welcome") this.#welcomed(message.you.peer_id);
    if (this.#state === "idle") return;
    if (message.type === "media_answer" && message.nonce === this.#nonce) void this.#answered(message.sdp, message.source);
    else if (message.type === "media_restart") this.#again(0);
    else if (message.type === "media_layers") void this.#shown?.limitLayers(message.largest);
    else if (message.type === "media_sound") void (this.#coming ?? this.#shown)?.protectSound(message);
    else if (message.type === "media_failed" && (message.nonce === null || message.nonce === this.#nonce)) {
      this.#failed(message.message, message.retry);
    }
  }

  /** A new socket is a new peer for the server: its media must be joined anew. */
  #welcomed(peerId: string): void {
    const known = this.#peerId === peerId;
    this.#peerId = peerId;
    if (this.#state === "joining" || (this.#state === "connected" && !known)) this.#again(0);
  }

  /** Look for another way of the same connection: nothing stops while it is sought. */
  async #reroute(): Promise<void> {
    const peer = this.#shown?.peer;
    if (this.#rerouting || this.#coming || peer?.signalingState !== "stable") return;
    this.#rerouting = true;
    const nonce = (this.#nonce = crypto.randomUUID());
    this.#limit = setTimeout(() => this.#again(0), ANSWER_LIMIT_MS);
    peer.restartIce();
    await peer.setLocalDescription();
    const sdp = peer.localDescription?.sdp ?? "";
    if (this.#nonce === nonce) this.#socket.send({ type: "media_offer", nonce, sdp, hears: this.#hears });
  }

  #offer(): void {
    this.#stopTimers();
    if (!this.#store.state.you) return;
    dismiss(this.#coming);
    // the old connection goes on sounding but sends no more: nobody hears a voice twice
    void this.#shown?.send({ microphone: null, camera: null, screen: null });
    const connection = createConnection(this.#store.state.ice);
    this.#coming = connection;
    this.#nonce = crypto.randomUUID();
    this.#limit = setTimeout(() => this.#retryLater(), ANSWER_LIMIT_MS);
    connection.peer.onconnectionstatechange = () => this.#connectionChanged(connection);
    connection.peer.oniceconnectionstatechange = () => this.#connectionChanged(connection);
    void this.#sendOffer(connection, this.#nonce);
  }

  async #sendOffer(connection: MediaConnection, nonce: string): Promise<void> {
    await connection.send(this.own.sent);
    await connection.peer.setLocalDescription();
    const sdp = connection.peer.localDescription?.sdp ?? "";
    if (this.#coming !== connection) return;
    if (sdp.length > MAX_OFFER_BYTES) throw new Error("offer too long");
    this.#socket.send({ type: "media_offer", nonce, sdp, hears: this.#hears });
  }

  async #answered(sdp: string, source: number): Promise<void> {
    const connection = this.#coming ?? (this.#rerouting ? this.#shown : null);
    if (connection?.peer.signalingState !== "have-local-offer") return;
    clearTimeout(this.#limit);
    if (connection === this.#coming) this.#limit = setTimeout(() => this.#retryLater(), CONNECT_LIMIT_MS);
    this.#rerouting = false;
    this.#lastWants = "";
    this.source = source;
    try {
      await connection.take(sdp);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#retryLater();
    }
  }

  #connectionChanged(connection: MediaConnection): void {
    if (connection !== this.#coming && connection !== this.#shown) return;
    const { connectionState, iceConnectionState } = connection.peer;
    if (connectionState === "connected" && iceConnectionState !== "disconnected") this.#stands(connection);
    else if (connectionState === "failed" || iceConnectionState === "failed") this.#again(0);
    else if (connectionState === "disconnected" || iceConnectionState === "disconnected") this.#interrupted(connection);
  }

  #stands(connection: MediaConnection): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#limit);
    if (connection === this.#coming) {
      dismiss(this.#shown);
      this.#shown = connection;
      this.#coming = null;
      this.#speakers.attach(connection.audio);
      this.#lastWants = "";
    }
    this.#failures = 0;
    this.#error = null;
    this.#set("connected");
    this.#sendWants();
  }

  /** The machine is on another network: the old way may look alive for seconds. */
  #networkChanged(): void {
    if (this.#state !== "connected") return;
    void this.#doubt();
    void this.#reroute();
  }

  /** Nothing comes any more: another way at once, another connection if that does not help either. */
  #interrupted(connection: MediaConnection): void {
    if (this.#state !== "connected" && connection !== this.#coming) return;
    void this.#doubt();
    this.#again(DISCONNECTED_LIMIT_MS);
    void this.#reroute();
  }

  #failed(message: string, retry: boolean): void {
    this.#error = message;
    if (retry) { this.#retryLater(); return; }
    this.#stopTimers();
    this.#close();
    this.#set("failed");
  }

  #retryLater(): void {
    this.#failures += 1;
    this.#again(Math.min(5000, 250 * 2 ** this.#failures) * (0.6 + 0.4 * Math.random()));
  }

  /** Offer again after `wait` ms; the picture that stands is kept until the new one comes. */
  #again(wait: number): void {
    this.#stopTimers();
    this.#set("joining");
    if (wait <= 0) this.#offer();
    else this.#retry = setTimeout(() => this.#offer(), wait);
  }

  #close(): void {
    dismiss(this.#coming);
    dismiss(this.#shown);
    this.#coming = this.#shown = null;
  }

  #stopTimers(): void {
    this.#rerouting = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#limit);
  }

  #set(state: MediaState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#listeners.forEach((listener) => listener());
  }
}
