#version 300 es
// One square a point, large enough for its mark; positions glide between two buffers.
// Not the mark's shape (scatter.frag).
precision highp float;
precision highp int;

layout(location = 0) in vec2 corner;    // -1 .. 1, of the square
layout(location = 1) in vec2 from;      // data units
layout(location = 2) in vec2 to;        // data units
layout(location = 3) in float group;    // 0 .. 255

uniform vec2 centre;       // data units at the middle of the map
uniform vec2 scale;        // framebuffer pixels a unit
uniform vec2 viewport;     // framebuffer pixels of the map
uniform float share;       // 0 from .. 1 to
uniform float radius;      // framebuffer pixels
uniform vec4 colours[16];  // by group, alpha included

out vec2 at;               // pixels from the point
flat out vec4 colour;
flat out int shape;

void main() {
  vec2 place = (mix(from, to, share) - centre) * scale;
  // Room for the corners of every shape and a pixel for the soft edge.
  at = corner * (radius * 1.25 + 1.5);
  gl_Position = vec4((place + at) * 2.0 / viewport, 0.0, 1.0);
  int index = int(group + 0.5);
  colour = colours[index % 16];
  shape = index % 4;
}
