-- What the manuscript's own blocks become in Word: figures and tables with captions, panels as paragraph styles, the
-- annex as lists, and a list of contents that is there at once and that Word can renew.

local function styled(name, blocks, id)
  return pandoc.Div(blocks, pandoc.Attr(id or "", {}, { { "custom-style", name } }))
end

-- What is known of the manuscript beside its Markdown, as `word.py` leaves it.
local function beside_markdown()
  local file <close> = assert(io.open(PANDOC_STATE.resource_path[1] .. "/manuscript.json"))
  return pandoc.json.decode(file:read("a"), false)
end

local known = beside_markdown()

-- What a reader can be led to: pandoc marks the place of a span, and not that of a link.
local function place(content, id)
  return id == "" and content or pandoc.Span({ content }, pandoc.Attr(id))
end

-- The title with its label, and what follows the image or table.
local function parts(div, kind)
  local title = pandoc.Inlines({ pandoc.Str(kind .. " " .. div.attributes.number .. ":"), pandoc.Space() })
  title:extend(div.content[1].content)
  local caption = pandoc.Blocks({})
  for position = 3, #div.content do
    caption:insert(div.content[position])
  end
  local entry = known.explained[div.identifier]
  if entry then
    local last = caption[#caption].content
    last:extend({ pandoc.Space(), pandoc.Link("Where its numbers come from", "#" .. entry), pandoc.Str(".") })
  end
  return title, div.content[2], styled("Source", caption)
end

local function figure(div)
  local title, paragraph, caption = parts(div, "Figure")
  local image = paragraph.content[1]
  image.caption = { pandoc.Str(image.attributes.alt) }
  image.src = image.src:match("([^/]+)%.svg$") .. ".png"
  image.attributes = { width = "16cm" }
  return {
    styled("Image Caption", { pandoc.Para(title) }, div.identifier),
    styled("Figure", { pandoc.Para({ image }) }),
    caption,
  }
end

-- Cells in their style; `strong` where all of a row is.
local function dress(row, strong)
  for _, cell in ipairs(row.cells) do
    local words = pandoc.utils.blocks_to_inlines(cell.contents)
    cell.contents = { styled("Table Text", { pandoc.Para(strong and { pandoc.Strong(words) } or words) }) }
  end
end

local function data_table(div)
  local title, body, caption = parts(div, "Table")
  local strong = {}
  for number in div.attributes.strong:gmatch("%d+") do
    strong[tonumber(number) + 1] = true
  end
  dress(body.head.rows[1])
  for number, row in ipairs(body.bodies[1].body) do
    dress(row, strong[number])
  end
  local characters = 0
  for _, width in ipairs(known.widths[div.identifier]) do
    characters = characters + width
  end
  for number, width in ipairs(known.widths[div.identifier]) do
    body.colspecs[number][2] = width / characters
  end
  body.caption = { long = { pandoc.Plain(title) } }
  body.attr = pandoc.Attr(div.identifier)
  return { body, caption }
end

-- A run of text in the annex.
local function run(text, to, name, strong)
  local content = strong and pandoc.Strong(text) or pandoc.Str(text)
  return place(to == "" and content or pandoc.Link({ content }, to), name)
end

local function runs(item)
  local inlines = pandoc.Inlines({})
  for _, parts in ipairs(item) do
    inlines:insert(run(table.unpack(parts)))
  end
  return inlines
end

-- A part of the annex: lists of entries under headings.
local function entries(part)
  local blocks = pandoc.Blocks({})
  for _, group in ipairs(known.annex[part]) do
    local name, title, items = table.unpack(group)
    if #title > 0 then
      blocks:insert(pandoc.Header(3, runs(title), pandoc.Attr(name)))
    end
    local list = {}
    for position, item in ipairs(items) do
      list[position] = { styled("Entry", { pandoc.Para(runs(item)) }) }
    end
    blocks:insert(pandoc.BulletList(list))
  end
  return blocks
end

local panels = { lead = "Lead", finding = "Finding", note = "Note", pullquote = "Pull Quote" }

function Div(div)
  for _, class in ipairs(div.classes) do
    if class == "figure" then
      return figure(div)
    elseif class == "table" then
      return data_table(div)
    elseif class == "annex" then
      return entries(div.attributes.part)
    elseif panels[class] then
      return styled(panels[class], div.content, div.identifier)
    end
  end
end

-- A heading's unit stands on a line of its own.
function Span(span)
  if span.classes:includes("unit") then
    local unit = pandoc.Inlines({ pandoc.LineBreak() })
    unit:extend(span.content)
    return unit
  end
end

-- A number leads to its entry in the annex, and is led back to.
function Link(link)
  if link.classes:includes("number") then
    local words = pandoc.Span(link.content, { ["custom-style"] = "Number Link" })
    return place(pandoc.Link({ words }, link.target), link.identifier)
  end
end

local function field(kind, instruction)
  local inner = instruction and "<w:instrText xml:space=\"preserve\">" .. instruction .. "</w:instrText>"
    or '<w:fldChar w:fldCharType="' .. kind .. '"/>'
  return pandoc.RawInline("openxml", "<w:r>" .. inner .. "</w:r>")
end

local function contents(doc)
  local lines = pandoc.Blocks({})
  for _, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level <= 2 then
      local words = block.content:walk({
        Note = function()
          return {}
        end,
        Link = function(link)
          return link.content
        end,
      })
      local link = pandoc.Para({ pandoc.Link(words, "#" .. block.identifier) })
      lines:insert(styled("toc " .. block.level, { link }))
    end
  end
  if #lines > 0 then
    local first, last = lines[1].content[1].content, lines[#lines].content[1].content
    for position, part in ipairs({ field("begin"), field(nil, ' TOC \\o "1-2" \\h \\z \\u '), field("separate") }) do
      first:insert(position, part)
    end
    last:insert(field("end"))
    lines:insert(1, styled("TOC Heading", { pandoc.Para({ pandoc.Str("Contents") }) }))
  end
  return lines
end

function Pandoc(doc)
  local report = doc.meta["edition-of"]
  if report then
    report:extend({ pandoc.Str(":"), pandoc.Space() })
    report:extend(doc.meta.title)
    doc.meta.title = report
  end
  local front = pandoc.Blocks({})
  for _, name in ipairs({ "standing", "description", "attribution" }) do
    if doc.meta[name] then
      front:insert(pandoc.Para(doc.meta[name]))
    end
  end
  for _, entry in ipairs(doc.meta.imprint or {}) do
    local words = pandoc.Inlines({ pandoc.Strong(entry.term), pandoc.Str(":"), pandoc.Space() })
    words:extend(entry.text)
    front:insert(pandoc.Para(words))
  end
  front:extend(contents(doc))
  front:extend(doc.blocks)
  doc.blocks = front
  return doc
end
