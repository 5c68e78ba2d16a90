import { expect, test } from "vitest";
import { markup, name, names, write } from "./html.js";

test("write() escapes what is put in, but not what is HTML already", () => {
  const text = `<script>alert("1 & '2'")</script>`;
  expect(write`<p title="${text}">${write`<b>${text}</b>`}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;"><b>&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;</b></p>',
  );
});

test("write() writes numbers and lists, and nothing for undefined, null and false", () => {
  expect(write`${1}${[write`a`, "<"]}${undefined}${null}${false}`.text).toBe("1a&lt;");
});

test("name() sets a name apart, cuts it to 80 characters, and shows signs that turn the direction", () => {
  expect(name("م<").text).toBe("<bdi>م&lt;</bdi>");
  expect(name("a\u202Eb").text).toBe("<bdi>a\\u202eb</bdi>");
  expect(name("x".repeat(200)).text).toBe(`<bdi>${"x".repeat(79)}…</bdi>`);
  expect(names(["a", "b"], "、").text).toBe("<bdi>a</bdi>、<bdi>b</bdi>");
});

test("markup() leaves the names of namespaces out", () => {
  expect(markup('<svg xmlns="http://www.w3.org/2000/svg"/>').text).toBe("<svg/>");
});
