import type { CloudResponse } from "../http/request";

/** The namespace of S3's answers, as an attribute of their root element. */
export const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export const XML_HEADERS = { "content-type": "application/xml" };

/** @param root the root element with all that it holds */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

/** @param root the root element with all that it holds */
export function answerXml(root: string): CloudResponse {
  return { status: 200, headers: XML_HEADERS, body: xmlDocument(root) };
}

export function escapeXml(text: string): string {
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // A parser would read it as a line feed.
      .replaceAll("\r", "&#13;")
  );
}
