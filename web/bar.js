// A bar over the picture: one sentence of the page itself, and what can be done about it. In both languages, also
// when the language changes while it stands there.
// Not for what the lab has to say: the lab draws that.

const words = {
  en: {
    update: 'A new version of Wordspace is ready.',
    elsewhere: 'Another tab switched to a new version of Wordspace. This one goes on with the old one.',
    threads: cores => `This page can now compute with ${cores} parts of the processor at once, after it is loaded again.`,
    no_room: 'There is no room on this device to keep Wordspace for a visit without a network. It works as before while there is one.',
    no_storage: 'This browser lets the page keep no files (a private window?). Wordspace works as before while there is a network.',
    reload: 'Reload now',
    later: 'Later',
    close: 'Close',
  },
  vi: {
    update: 'Đã có phiên bản mới của Wordspace.',
    elsewhere: 'Một thẻ khác đã chuyển sang phiên bản mới của Wordspace. Thẻ này vẫn chạy bản cũ.',
    threads: cores => `Trang này có thể tính toán cùng lúc trên ${cores} nhân của bộ xử lý, sau khi được tải lại.`,
    no_room: 'Thiết bị này không còn chỗ để giữ Wordspace cho những lúc không có mạng. Khi có mạng, mọi thứ vẫn chạy như trước.',
    no_storage: 'Trình duyệt này không cho trang giữ tệp nào (cửa sổ ẩn danh?). Khi có mạng, Wordspace vẫn chạy như trước.',
    reload: 'Tải lại ngay',
    later: 'Để sau',
    close: 'Đóng',
  },
};

const $ = id => document.getElementById(id);
let shown = null;

function speak() {
  const t = words[document.documentElement.lang === 'vi' ? 'vi' : 'en'];
  const sentence = t[shown.sentence];
  $('bar-text').textContent = typeof sentence === 'function' ? sentence(...shown.values) : sentence;
  $('bar-do').textContent = t.reload;
  $('bar-later').textContent = shown.act ? t.later : t.close;
}

function hide() {
  const focused = $('bar').contains(document.activeElement);
  $('bar').hidden = true;
  shown = null;
  if (focused) $('canvas').focus({ preventScroll: true });
}

// sentence: a key of the words above, and the values in it. act: what "Reload now" does; without it the bar can only
// be closed. A later sentence replaces an earlier one.
export function showBar(sentence, { act = null, values = [] } = {}) {
  if (!shown) {
    new MutationObserver(() => { if (shown) speak(); })
      .observe(document.documentElement, { attributeFilter: ['lang'] });
    $('bar-do').addEventListener('click', () => shown?.act?.());
    $('bar-later').addEventListener('click', hide);
  }
  shown = { sentence, act, values };
  $('bar-do').hidden = !act;
  $('bar').hidden = false;
  speak();
}
