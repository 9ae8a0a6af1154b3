#version 300 es
// A mark with a soft edge: disc, square, triangle or diamond by group, so that colour is not the only sign.
// Not blending: the caller sets it up (source alpha over).
precision highp float;
precision highp int;

uniform float radius;  // framebuffer pixels

in vec2 at;
flat in vec4 colour;
flat in int shape;
out vec4 result;

// Signed distances in pixels, negative inside; areas are about those of the disc.
float distance_to(int kind, vec2 p) {
  if (kind == 1) {
    vec2 q = abs(p) - vec2(radius * 0.84);
    return max(q.x, q.y);
  }
  if (kind == 2) {
    float height = radius * 0.62;
    return max(abs(p.x) * 0.8660254 + p.y * 0.5, -p.y) - height;
  }
  if (kind == 3) {
    return (abs(p.x) + abs(p.y) - radius * 1.2) * 0.7071068;
  }
  return length(p) - radius;
}

void main() {
  float cover = clamp(0.5 - distance_to(shape, at), 0.0, 1.0);
  if (cover <= 0.0) discard;
  result = vec4(colour.rgb, colour.a * cover);
}
