// The page on paper: what the canvas shows, and the words in the fields over it, as one picture.
// Not charts as files: their own buttons do that.

// draw() draws a frame now.
export function watchPrint(canvas, fields, draw) {
  const sheet = document.createElement('canvas');
  sheet.id = 'printed';
  sheet.setAttribute('aria-hidden', 'true');
  window.addEventListener('beforeprint', () => {
    draw();
    sheet.width = canvas.width;
    sheet.height = canvas.height;
    const paper = sheet.getContext('2d');
    paper.drawImage(canvas, 0, 0);
    const scale = canvas.width / Math.max(1, canvas.clientWidth);
    for (const field of fields.children) {
      if (!('value' in field) || !field.place) continue;
      const style = getComputedStyle(field);
      const size = parseFloat(style.fontSize) || 14;
      paper.font = `${size * scale}px ${style.fontFamily}`;
      paper.fillStyle = style.color;
      paper.textBaseline = 'middle';
      const line = size * 1.4;
      const lines = field.tagName === 'TEXTAREA' ? field.value.split('\n') : [field.value];
      const first = field.tagName === 'TEXTAREA' ? line / 2 : (parseFloat(style.height) || line) / 2;
      const most = Math.max(1, Math.floor((parseFloat(style.height) || line) / line));
      lines.slice(0, most).forEach((words, i) => {
        paper.fillText(words, field.place.x * scale, (field.place.y + first + i * line) * scale);
      });
    }
    document.body.append(sheet);
  });
  window.addEventListener('afterprint', () => sheet.remove());
}
