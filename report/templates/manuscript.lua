-- What the manuscript's own blocks become in each format: figures, tables, chapter numbers and panels.
--
-- The drawings and the tables' cells are put in by the engine, which has them as data; this writes their marks:
-- `<!--figure:fig-id-->` in HTML, and the names of Typst functions in Typst. So do the parts of the annex. Other formats keep native figures and tables.

local html = FORMAT:match("html") ~= nil
local typst = FORMAT:match("typst") ~= nil

local function raw(text)
  return pandoc.RawBlock(html and "html" or "typst", text)
end

-- The title paragraph, and what follows the image or table.
local function parts(div)
  local caption = pandoc.Blocks({})
  for position = 3, #div.content do
    caption:insert(div.content[position])
  end
  return div.content[1].content, div.content[2], caption
end

local function in_html(div, kind, label, title, caption)
  local head = pandoc.Inlines({ pandoc.RawInline("html", '<span class="label">' .. label .. "</span> ") })
  head:extend(title)
  local name = div.identifier .. "-title"
  local blocks = pandoc.Blocks({
    raw('<figure class="' .. table.concat(div.classes, " ") .. '" id="' .. div.identifier .. '">\n<figcaption id="' .. name .. '">'),
    pandoc.Plain(head),
    raw("</figcaption>\n<!--" .. kind .. ":" .. div.identifier .. '-->\n<div class="caption">'),
  })
  blocks:extend(caption)
  blocks:insert(raw("<!--data:" .. div.identifier .. "-->\n</div>\n</figure>"))
  return blocks
end

local function in_typst(div, kind, label, title, caption)
  local blocks = pandoc.Blocks({
    raw("#report-" .. kind .. '("' .. div.identifier .. '", "' .. label .. '", title: ['),
    pandoc.Plain(title),
    raw("], caption: ["),
  })
  blocks:extend(caption)
  blocks:insert(raw("])"))
  return blocks
end

local function figure_or_table(div, kind)
  local title, body, caption = parts(div)
  local label = (kind == "figure" and "Figure " or "Table ") .. div.attributes.number
  if html then
    return in_html(div, kind, label, title, caption)
  elseif typst then
    return in_typst(div, kind, label, title, caption)
  end
  local words = pandoc.Inlines({ pandoc.Str(label .. ":"), pandoc.Space() })
  words:extend(title)
  local long = pandoc.Blocks({ pandoc.Plain(words) })
  long:extend(caption)
  if kind == "figure" then
    return pandoc.Figure(body, { long = long }, pandoc.Attr(div.identifier))
  end
  body.caption = { long = long }
  body.attr = pandoc.Attr(div.identifier)
  return body
end

-- A panel of headline figures: a list whose items begin with the figure in bold.
local function headlines(div)
  local blocks = pandoc.Blocks({ raw("#headlines((") })
  for _, item in ipairs(div.content[1].content) do
    local words = item[1].content
    local figure = words:remove(1)
    blocks:extend({ raw("(["), pandoc.Plain(figure.content), raw("], [") })
    blocks:extend(item)
    blocks:insert(raw("]),"))
  end
  blocks:insert(raw("))"))
  return blocks
end

-- A glossary: pairs of a term and its explanation.
local function glossary(list)
  local blocks = pandoc.Blocks({ raw("#glossary((") })
  for _, entry in ipairs(list.content) do
    local term, explanations = entry[1], entry[2]
    blocks:extend({ raw("(["), pandoc.Plain(term), raw("], [") })
    blocks:extend(explanations[1])
    blocks:insert(raw("]),"))
  end
  blocks:insert(raw("))"))
  return blocks
end

-- A text that the template sets in quotes, in which Typst reads no markup.
local function in_quotes(text)
  local literal = pandoc.utils.stringify(text):gsub('[\\"]', "\\%0")
  return pandoc.Inlines({ pandoc.RawInline("typst", literal) })
end

-- An edition is called by a name from the data, and its charts that follow each other are set side by side. In print
-- they float, but those of the second chapter, which begins a page.
local function of_editions(doc)
  if typst then
    doc.meta.title = in_quotes(doc.meta.title)
    for position, keyword in ipairs(doc.meta.keywords) do
      doc.meta.keywords[position] = in_quotes(keyword)
    end
  end
  local open, begin, between, close = "#charts([", "#charts-in-place([", "], [", "])"
  if html then
    open, begin, between, close = '<div class="charts">', '<div class="charts">', "", "</div>"
  end
  local blocks = pandoc.Blocks({})
  local opened = false
  local chapters = 0
  for _, block in ipairs(doc.blocks) do
    local is_chart = block.t == "Div" and block.classes:includes("figure")
    if is_chart then
      blocks:insert(raw(opened and between or chapters == 2 and begin or open))
    elseif opened then
      blocks:insert(raw(close))
    end
    if typst and block.t == "Header" and block.level == 1 then
      chapters = chapters + 1
      if chapters == 2 then
        blocks:insert(raw("#pagebreak()")) -- the first page stands alone
      end
    end
    blocks:insert(block)
    opened = is_chart
  end
  if opened then
    blocks:insert(raw(close))
  end
  doc.blocks = blocks
  return doc
end

-- In print, tables that are looked up and not read through have a chapter of their own before the annex.
local function tables_at_the_end(doc)
  local body, tables, annex = pandoc.Blocks({}), pandoc.Blocks({}), nil
  for _, block in ipairs(doc.blocks) do
    if block.t == "Div" and block.classes:includes("table") and block.classes:includes("at-end") then
      tables:insert(block)
    else
      body:insert(block)
      annex = block.t == "Header" and block.identifier == "sec-numbers" and #body or annex
    end
  end
  if #tables > 0 then
    tables:insert(1, pandoc.Header(1, "Tables to look up", pandoc.Attr("sec-tables")))
    for position, block in ipairs(tables) do
      body:insert((annex or #body + 1) + position - 1, block)
    end
  end
  doc.blocks = body
  return doc
end

local panels = { finding = true, note = true, pullquote = true, lead = true }

local blocks_and_runs = {}

function blocks_and_runs.Div(div)
  for _, class in ipairs(div.classes) do
    if class == "figure" or class == "table" then
      -- Quarto numbers what has an id of this kind, so it is given it as an attribute (engines/quarto.py).
      div.identifier = div.attributes.place or div.identifier
      return figure_or_table(div, class)
    elseif class == "annex" then
      local part = div.attributes.part
      div.content = { raw(html and "<!--annex:" .. part .. "-->" or '#annex("' .. part .. '")') }
      return html and div or div.content
    elseif typst and class == "headlines" then
      return headlines(div)
    elseif typst and panels[class] then
      local blocks = pandoc.Blocks({ raw("#" .. class .. "[") })
      blocks:extend(div.content)
      blocks:insert(raw("]"))
      return blocks
    end
  end
end

-- Each function costs a visit to every element of its kind: a format has those that it needs.
if typst then
  function blocks_and_runs.Span(span)
    if span.classes:includes("section-number") then
      local number = pandoc.utils.stringify(span)
      return pandoc.RawInline("typst", "#section-number[" .. number .. "]")
    elseif span.classes:includes("number") then
      return span.content
    end
  end

  blocks_and_runs.DefinitionList = glossary

  function blocks_and_runs.Header(header)
    -- No heading is numbered by Typst; what says that one is not would make Quarto drop its label.
    header.classes = {}
    return header.level == 1 and { raw("#chapter-break"), header } or header
  end

  -- A number leads to its entry in the annex, and is led back to.
  function blocks_and_runs.Link(link)
    if link.classes:includes("number") then
      local name = link.identifier ~= "" and '"' .. link.identifier .. '"' or "none"
      local compiled = link.classes:includes("compiled") and ", compiled: true" or ""
      local opening = '#number("' .. link.target:sub(2) .. '", ' .. name .. compiled .. ")["
      local inlines = pandoc.Inlines({ pandoc.RawInline("typst", opening) })
      inlines:extend(link.content)
      inlines:insert(pandoc.RawInline("typst", "]"))
      return inlines
    end
  end
end

local function whole(doc)
  if doc.meta["edition-of"] then
    return of_editions(doc)
  end
  return typst and tables_at_the_end(doc) or doc
end

return { { Pandoc = whole }, blocks_and_runs }
