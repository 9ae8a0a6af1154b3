#version 300 es
// One square that covers the picture.
// Not the cells (heatmap.frag).
precision highp float;

layout(location = 0) in vec2 corner;  // 0 .. 1, y downwards

uniform vec2 size;  // framebuffer pixels of the picture

out vec2 at;  // pixels from the upper left corner

void main() {
  at = corner * size;
  gl_Position = vec4(corner.x * 2.0 - 1.0, 1.0 - corner.y * 2.0, 0.0, 1.0);
}
