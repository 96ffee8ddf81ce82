export { Admins } from "../api/admins";
export { PanosError } from "../api/answer";
export { answerCall } from "../api/answer-call";
export { PanosClock } from "../clock";
export { Device } from "./device";
export { DeviceView } from "./device-view";
