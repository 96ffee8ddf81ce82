export { SteppedClock as PanosClock } from "../../cloud/stepped-clock";
export { Admins } from "../api/admins";
export { PanosError } from "../api/answer";
export { answerCall } from "../api/answer-call";
export { Device } from "./device";
export { DeviceView } from "./device-view";
