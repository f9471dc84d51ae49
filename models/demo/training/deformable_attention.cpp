// Multi-scale deformable attention on a CPU: each bilinear sample is weighted and added as soon as it is taken.
//
// value      float32 [batch, cells, heads, width]   the cells of all levels, level by level, row by row
// levels     int64 [levels, 2]                      height and width of each level in cells
// locations  float32 [batch, queries, heads, levels, points, 2]   x and y, 0 to 1; cells outside the image count as 0
// weights    float32 [batch, queries, heads, levels, points]
// result     float32 [batch, queries, heads * width]
//
// Formula: equation 3 of Deformable DETR (https://arxiv.org/abs/2010.04159), whose own kernels need CUDA.
#include <torch/extension.h>

#include <cmath>
#include <vector>

namespace {

/** A cell of a bilinear sample, its share of the sample, and the derivatives of that share by x and y. */
struct Corner {
  float weight, weight_by_x, weight_by_y;
  int64_t cell;
};

/**
 * Writes the up to 4 cells around a location that lie in the image, and returns their number.
 * x, y: 0 to 1. height, width: of the level, in cells. first: index of the level's first cell.
 */
int corners_of(float x, float y, int64_t height, int64_t width, int64_t first, Corner* corners) {
  x = x * width - 0.5f;
  y = y * height - 0.5f;
  const float left = std::floor(x), top = std::floor(y);
  const float right_share = x - left, lower_share = y - top;
  int count = 0;
  for (int down = 0; down < 2; down++) {
    const int64_t row = static_cast<int64_t>(top) + down;
    if (row < 0 || row >= height) continue;
    const float by_row = down ? lower_share : 1 - lower_share;
    for (int across = 0; across < 2; across++) {
      const int64_t column = static_cast<int64_t>(left) + across;
      if (column < 0 || column >= width) continue;
      const float by_column = across ? right_share : 1 - right_share;
      corners[count++] = {by_row * by_column, (across ? by_row : -by_row) * width,
                          (down ? by_column : -by_column) * height, first + row * width + column};
    }
  }
  return count;
}

/** Sizes of all tensors. Throws if the levels and value differ in their number of cells. */
struct Shape {
  int64_t batch, cells, heads, width, queries, levels, points;
  std::vector<int64_t> heights, widths, level_starts;

  Shape(const at::Tensor& value, const at::Tensor& level_sizes, const at::Tensor& locations)
      : batch(value.size(0)), cells(value.size(1)), heads(value.size(2)), width(value.size(3)),
        queries(locations.size(1)), levels(locations.size(3)), points(locations.size(4)) {
    const auto sizes = level_sizes.accessor<int64_t, 2>();
    int64_t first = 0;
    for (int64_t level = 0; level < levels; level++) {
      heights.push_back(sizes[level][0]);
      widths.push_back(sizes[level][1]);
      level_starts.push_back(first);
      first += sizes[level][0] * sizes[level][1];
    }
    TORCH_CHECK(first == cells, "the levels have ", first, " cells, value has ", cells);
  }

  /** Calls work(image, row, sample, corners, count) for each sample, images in parallel. row: of query and head. */
  template <typename Work>
  void each_sample(const float* locations, Work work) const {
    at::parallel_for(0, batch, 1, [&](int64_t begin, int64_t end) {
      Corner corners[4];
      for (int64_t image = begin; image < end; image++) {
        for (int64_t at = 0; at < queries * heads; at++) {
          const int64_t row = image * queries * heads + at;
          for (int64_t level = 0; level < levels; level++) {
            for (int64_t point = 0; point < points; point++) {
              const int64_t sample = (row * levels + level) * points + point;
              const int count = corners_of(locations[2 * sample], locations[2 * sample + 1], heights[level],
                                           widths[level], level_starts[level], corners);
              work(image, row, sample, corners, count);
            }
          }
        }
      }
    });
  }

  /** Index of the first value of a cell, for the head of `row`. */
  int64_t offset(int64_t image, int64_t row, int64_t cell) const {
    return ((image * cells + cell) * heads + row % heads) * width;
  }
};

at::Tensor forward(const at::Tensor& value, const at::Tensor& levels, const at::Tensor& locations,
                   const at::Tensor& weights) {
  const Shape shape(value, levels, locations);
  const int64_t width = shape.width;
  auto result = at::zeros({shape.batch, shape.queries, shape.heads * width}, value.options());
  const float *values = value.data_ptr<float>(), *attention = weights.data_ptr<float>();
  float* sums = result.data_ptr<float>();
  shape.each_sample(locations.data_ptr<float>(), [&](int64_t image, int64_t row, int64_t sample, const Corner* corners,
                                                  int count) {
    float* __restrict sum = sums + row * width;
    for (int at = 0; at < count; at++) {
      const float* __restrict cell = values + shape.offset(image, row, corners[at].cell);
      const float weight = attention[sample] * corners[at].weight;
      for (int64_t channel = 0; channel < width; channel++) sum[channel] += weight * cell[channel];
    }
  });
  return result;
}

/** Gradients by value, locations and weights. gradient: that of the result. */
std::vector<at::Tensor> backward(const at::Tensor& value, const at::Tensor& levels, const at::Tensor& locations,
                                 const at::Tensor& weights, const at::Tensor& gradient) {
  const Shape shape(value, levels, locations);
  const int64_t width = shape.width;
  auto value_gradients = at::zeros_like(value), location_gradients = at::empty_like(locations);
  auto weight_gradients = at::empty_like(weights);
  const float *values = value.data_ptr<float>(), *attention = weights.data_ptr<float>();
  const float* result_gradients = gradient.data_ptr<float>();
  float *grad_value = value_gradients.data_ptr<float>(), *grad_locations = location_gradients.data_ptr<float>();
  float* grad_weights = weight_gradients.data_ptr<float>();
  shape.each_sample(locations.data_ptr<float>(), [&](int64_t image, int64_t row, int64_t sample, const Corner* corners,
                                                  int count) {
    const float* __restrict grad_output = result_gradients + row * width;
    float grad_x = 0, grad_y = 0, grad_weight = 0;
    for (int at = 0; at < count; at++) {
      const int64_t offset = shape.offset(image, row, corners[at].cell);
      const float* __restrict cell = values + offset;
      float* __restrict grad_cell = grad_value + offset;
      const float weight = attention[sample] * corners[at].weight;
      float product = 0;
      for (int64_t channel = 0; channel < width; channel++) product += grad_output[channel] * cell[channel];
      for (int64_t channel = 0; channel < width; channel++) grad_cell[channel] += weight * grad_output[channel];
      grad_weight += product * corners[at].weight;
      grad_x += product * corners[at].weight_by_x;
      grad_y += product * corners[at].weight_by_y;
    }
    grad_weights[sample] = grad_weight;
    grad_locations[2 * sample] = attention[sample] * grad_x;
    grad_locations[2 * sample + 1] = attention[sample] * grad_y;
  });
  return {value_gradients, location_gradients, weight_gradients};
}

}  // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("forward", &forward);
  module.def("backward", &backward);
}
